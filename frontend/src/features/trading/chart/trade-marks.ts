import type { SeriesMarker, UTCTimestamp } from 'lightweight-charts';
import { isRise } from '@/components/trade-side';
import type { Trade } from '@/lib/api/types';

export interface MarkColors {
  rise: string;
  fall: string;
  ink: string;
}

function secondsOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}

/** Mark where a trade began and, once known, where it was decided. */
export function tradeMarks(
  trade: Trade,
  colors: MarkColors,
  snap: (epoch: number) => number,
): SeriesMarker<UTCTimestamp>[] {
  const marks: SeriesMarker<UTCTimestamp>[] = [];
  const rise = isRise(trade.trade_type);
  if (trade.entry_spot && trade.entry_at) {
    marks.push({
      time: snap(secondsOf(trade.entry_at)) as UTCTimestamp,
      position: rise ? 'belowBar' : 'aboveBar',
      shape: rise ? 'arrowUp' : 'arrowDown',
      color: rise ? colors.rise : colors.fall,
      text: `Entry ${trade.entry_spot}`,
    });
  }
  if (trade.exit_spot && trade.exit_at) {
    marks.push({
      time: snap(secondsOf(trade.exit_at)) as UTCTimestamp,
      position: rise ? 'aboveBar' : 'belowBar',
      shape: 'circle',
      color: colors.ink,
      text: `Exit ${trade.exit_spot}`,
    });
  }
  return marks;
}
