import type { HitRate } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { IntervalBar } from './interval-bar';

/** How strongly a rule spoke, from 0 to 1; deliberately not a percentage: it is no probability. */
export function RuleStrength({ value }: { value: string }) {
  return (
    <span className="tabular text-right whitespace-nowrap">
      <span className="text-xs text-muted">rule strength </span>
      {Number(value).toFixed(2)}
    </span>
  );
}

/** How often a strategy was right where it was measured, with its interval and sample size. */
export function HitRateNote({ rate: { rate, low, high, wins, count } }: { rate: HitRate }) {
  if (rate == null)
    return <p className="text-xs text-muted">Hit rate: not measured here, no sample.</p>;
  return (
    <div className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(8rem,14rem)]">
      <p className="text-xs text-muted">
        Measured hit rate <strong className="text-ink">{formatPercent(rate, 1)}</strong>: right{' '}
        {wins} of {count} times, 95% interval {formatPercent(low, 1)} to {formatPercent(high, 1)}
      </p>
      <IntervalBar
        label="Measured hit rate"
        rate={Number(rate)}
        low={Number(low)}
        high={Number(high)}
        mark={0.5}
        markLabel="even"
      />
    </div>
  );
}
