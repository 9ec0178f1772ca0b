import {
  CandlestickSeries,
  LineSeries,
  LineStyle,
  createChart,
  createSeriesMarkers,
  type IPriceLine,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Trade } from '@/lib/api/types';
import type { Tick } from '@/lib/live/frames';
import { CandleBuilder, barTime, type Bar } from './candle-builder';
import { chartLook, themeColor } from '@/lib/chart-look';
import { tradeMarks } from './trade-marks';

export type ChartMode = 'candles' | 'ticks';

/** Own the drawing: history once, then one `update` per tick, marks on demand. */
export class PriceSeries {
  readonly #chart;
  readonly #series: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>;
  readonly #markers;
  #builder = new CandleBuilder([]);
  #barrier: IPriceLine | null = null;
  #lastTick = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly mode: ChartMode,
    decimals: number,
  ) {
    this.#chart = createChart(element, { autoSize: true, ...chartLook(element, mode === 'ticks') });
    this.#series = this.#addSeries(decimals);
    this.#markers = createSeriesMarkers<unknown>(this.#series as never, []);
  }

  #addSeries(decimals: number): ISeriesApi<'Candlestick'> | ISeriesApi<'Line'> {
    const priceFormat = { type: 'price', precision: decimals, minMove: 10 ** -decimals } as const;
    const color = (name: string) => themeColor(this.element, name);
    if (this.mode === 'ticks')
      return this.#chart.addSeries(LineSeries, {
        priceFormat,
        color: color('accent'),
        lineWidth: 2,
      });
    return this.#chart.addSeries(CandlestickSeries, {
      priceFormat,
      upColor: color('rise'),
      wickUpColor: color('rise'),
      borderVisible: false,
      downColor: color('fall'),
      wickDownColor: color('fall'),
    });
  }

  setHistory(bars: readonly Bar[], ticks: readonly Tick[]): void {
    this.#builder = new CandleBuilder(bars);
    if (this.mode === 'candles') this.#series.setData([...bars] as never);
    else this.#series.setData(ticks.map(toPoint));
    this.#lastTick = ticks.at(-1)?.epoch ?? 0;
    if (this.mode === 'candles') ticks.forEach((tick) => this.#grow(tick));
  }

  add(tick: Tick): void {
    if (this.mode === 'candles') {
      this.#grow(tick);
      return;
    }
    if (tick.epoch <= this.#lastTick) return;
    this.#lastTick = tick.epoch;
    this.#series.update(toPoint(tick));
  }

  showTrade(trade: Trade | undefined): void {
    if (this.#barrier) this.#series.removePriceLine(this.#barrier);
    this.#barrier = trade?.entry_spot ? this.#drawBarrier(trade.entry_spot) : null;
    const snap = this.mode === 'candles' ? barTime : (epoch: number) => epoch;
    const color = (name: string) => themeColor(this.element, name);
    const colors = { rise: color('rise'), fall: color('fall'), ink: color('ink') };
    this.#markers.setMarkers(trade ? tradeMarks(trade, colors, snap) : []);
  }

  remove(): void {
    this.#chart.remove();
  }

  #grow(tick: Tick): void {
    const bar = this.#builder.add(tick);
    if (bar) this.#series.update(bar);
  }

  #drawBarrier(spot: string): IPriceLine {
    return this.#series.createPriceLine({
      price: Number(spot),
      color: themeColor(this.element, 'accent'),
      lineStyle: LineStyle.Dashed,
      lineWidth: 1,
      axisLabelVisible: true,
      title: 'Barrier',
    });
  }
}

function toPoint(tick: Tick) {
  return { time: tick.epoch as UTCTimestamp, value: Number(tick.quote) };
}
