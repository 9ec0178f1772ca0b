import type { IconName } from './icon';

interface StatusLook {
  label: string;
  icon: IconName;
  tone: 'neutral' | 'good' | 'bad' | 'warn';
}

const LOOKS: Record<string, StatusLook> = {
  requested: { label: 'Requested', icon: 'clock', tone: 'neutral' },
  pending: { label: 'Placing', icon: 'clock', tone: 'neutral' },
  submitting: { label: 'Placing', icon: 'clock', tone: 'neutral' },
  unknown: { label: 'Confirming', icon: 'clock', tone: 'warn' },
  open: { label: 'Open', icon: 'clock', tone: 'neutral' },
  won: { label: 'Won', icon: 'check', tone: 'good' },
  lost: { label: 'Lost', icon: 'cross', tone: 'bad' },
  sold: { label: 'Sold', icon: 'undo', tone: 'neutral' },
  cancelled: { label: 'Cancelled', icon: 'undo', tone: 'warn' },
  denied: { label: 'Denied', icon: 'stop', tone: 'warn' },
  rejected: { label: 'Rejected', icon: 'stop', tone: 'warn' },
};

/** Find the words and signs for a trade's status. */
export function statusLook(status: string): StatusLook {
  return LOOKS[status] ?? { label: status, icon: 'clock', tone: 'neutral' };
}

const FINAL = new Set(['won', 'lost', 'sold', 'cancelled', 'denied', 'rejected']);

export function isFinal(status: string): boolean {
  return FINAL.has(status);
}
