import type { HitRate } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';

/** How strongly a rule spoke, from 0 to 1; deliberately not a percentage: it is no probability. */
export function RuleStrength({ value }: { value: string }) {
  return (
    <span className="tabular text-right">
      <span className="sr-only">rule strength </span>
      {Number(value).toFixed(2)}
    </span>
  );
}

/** How often a strategy was right where it was measured, with its interval and sample size. */
export function HitRateNote({ rate }: { rate: HitRate }) {
  if (rate.rate == null)
    return <p className="text-xs text-muted">Hit rate not measured here: no sample.</p>;
  return (
    <p className="text-xs text-muted">
      Was right {rate.wins} of {rate.count} times here: {formatPercent(rate.rate, 1)}, 95 % interval{' '}
      {formatPercent(rate.low, 1)} to {formatPercent(rate.high, 1)}.
    </p>
  );
}
