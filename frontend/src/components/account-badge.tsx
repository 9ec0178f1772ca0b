import type { Account } from '@/lib/api/types';
import { classNames } from './class-names';

export const ACCOUNT_KINDS: Record<Account['kind'], { short: string; sentence: string }> = {
  demo: { short: 'Demo', sentence: 'Practice money only' },
  deriv_demo: { short: 'Deriv demo', sentence: 'Practice money at Deriv' },
  real: { short: 'Real', sentence: 'Real money is at risk' },
};

export function isPractice(kind: Account['kind']): boolean {
  return kind !== 'real';
}

/** Tell practice from real money by word, shape and colour. */
export function AccountBadge({ kind }: { kind: Account['kind'] }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center px-2 py-0.5 text-xs font-bold tracking-wide uppercase',
        isPractice(kind)
          ? 'demo-stripes rounded-full border border-dashed border-warn bg-warn-soft text-warn'
          : 'rounded-sm bg-ink text-page',
      )}
    >
      {ACCOUNT_KINDS[kind].short}
    </span>
  );
}
