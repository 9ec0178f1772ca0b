import type { CandlestickData, UTCTimestamp } from 'lightweight-charts';
import type { Candle } from '@/lib/api/types';
import type { Tick } from '@/lib/live/frames';

export type Bar = CandlestickData<UTCTimestamp>;

const BAR_SECONDS = 60;

/** Find the start of the minute a moment belongs to. */
export function barTime(epoch: number): UTCTimestamp {
  return (Math.floor(epoch / BAR_SECONDS) * BAR_SECONDS) as UTCTimestamp;
}

/** Read a candle for drawing. */
export function toBar({ epoch, ...prices }: Candle): Bar {
  return { time: epoch as UTCTimestamp, ...prices };
}

/** Grow the newest bar tick by tick. */
export class CandleBuilder {
  #bar: Bar | undefined;

  constructor(history: readonly Bar[]) {
    this.#bar = history.at(-1);
  }

  /** Return the bar the tick belongs to, or nothing for a tick older than the chart. */
  add(tick: Tick): Bar | undefined {
    const price = Number(tick.quote);
    const time = barTime(tick.epoch);
    const bar = this.#bar;
    if (bar && time < bar.time) return undefined;
    this.#bar =
      bar?.time === time
        ? { ...bar, high: Math.max(bar.high, price), low: Math.min(bar.low, price), close: price }
        : { time, open: price, high: price, low: price, close: price };
    return this.#bar;
  }
}
