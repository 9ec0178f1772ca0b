import { formatCountdown } from '@/lib/format/date';
import { useServerNow } from '@/lib/live/live-context';

/** Time left until the moment, by the server's clock. */
export function Countdown({ until }: { until: string }) {
  const left = Date.parse(until) - useServerNow(250);
  return (
    <span role="timer" aria-label="Time left" className="tabular font-mono font-semibold">
      {left > 0 ? formatCountdown(left) : 'settling…'}
    </span>
  );
}
