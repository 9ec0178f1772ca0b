import { formatPercent } from '@/lib/format/money';

interface IntervalBarProps {
  label: string;
  rate: number;
  low: number;
  high: number;
  /** A rate to compare with, such as break-even. */
  mark: number;
  markLabel: string;
}

const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;

/** A rate with its interval on a scale from 0 to 100 %, and a mark to compare with. */
export function IntervalBar({ label, rate, low, high, mark, markLabel }: IntervalBarProps) {
  const text = `${label}: ${formatPercent(rate, 1)}, 95% interval ${formatPercent(low, 1)} to ${formatPercent(high, 1)}; ${markLabel} ${formatPercent(mark, 1)}`;
  return (
    <div role="img" aria-label={text} className="relative h-5 min-w-16">
      <div className="absolute inset-x-0 top-2 h-1 rounded-full bg-sunken" />
      <div
        className="absolute top-1.5 h-2 rounded-full bg-accent/35"
        style={{ left: at(low), right: at(1 - high) }}
      />
      <div
        className="absolute top-0 h-5 w-0.5 -translate-x-1/2 bg-edge"
        style={{ left: at(mark) }}
      />
      <div
        className="absolute top-1 size-3 -translate-x-1/2 rounded-full border-2 border-surface bg-accent"
        style={{ left: at(rate) }}
      />
    </div>
  );
}
