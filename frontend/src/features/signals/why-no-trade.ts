import type { Signal } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format/date';

/** Say in words why the votes call for no trade; times are in the reader's zone. */
export function whyNoTrade(reason: Signal['reason']): string {
  if (!reason) return 'The votes do not agree.';
  const [moment] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(reason.detail) ?? [];
  const detail = moment ? reason.detail.replace(moment, formatDateTime(moment)) : reason.detail;
  return `${detail}.`;
}
