import { useEffect, useMemo, useRef } from 'react';
import { ErrorNote, Skeleton } from '@/components/states';
import type { Candle, MarketSymbol, Trade } from '@/lib/api/types';
import { useLive } from '@/lib/live/live-context';
import { useTheme } from '@/lib/theme';
import { useCandles } from '../api/get-candles';
import { toBar } from './candle-builder';
import { PriceSeries, type ChartMode } from './price-series';
import { TickHistory } from './tick-history';

interface PriceChartProps {
  symbol: MarketSymbol;
  mode: ChartMode;
  trade: Trade | undefined;
}

/** The live chart; ticks go straight to the drawing, React does not render for them. */
export function PriceChart({ symbol, mode, trade }: PriceChartProps) {
  const { data, error, isPending, refetch } = useCandles(symbol.symbol);
  const box = usePriceSeries(symbol, mode, data, trade);
  return (
    <div className="relative">
      <div
        ref={box}
        role="img"
        aria-label={`Price chart of ${symbol.name}`}
        className="h-64 w-full overflow-hidden sm:h-80 lg:h-[26rem]"
      />
      {isPending && <Skeleton className="absolute inset-2" />}
      {error && (
        <div className="absolute inset-x-4 top-4">
          <ErrorNote error={error} onRetry={refetch} />
        </div>
      )}
    </div>
  );
}

function usePriceSeries(
  { symbol, decimals }: MarketSymbol,
  mode: ChartMode,
  candles: readonly Candle[] | undefined,
  trade: Trade | undefined,
) {
  const box = useRef<HTMLDivElement>(null);
  const series = useRef<PriceSeries | null>(null);
  const live = useLive();
  const theme = useTheme();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a new symbol starts a new history
  const history = useMemo(() => new TickHistory(), [symbol]);

  useEffect(() => {
    if (!box.current) return;
    const drawing = new PriceSeries(box.current, mode, decimals);
    series.current = drawing;
    const stop = live.watch(symbol, (tick) => {
      history.add(tick);
      drawing.add(tick);
    });
    return () => {
      stop();
      drawing.remove();
    };
  }, [live, symbol, mode, decimals, history, theme]);

  // Newer history joins the drawing without losing where the reader has scrolled to.
  useEffect(
    () => series.current?.setHistory((candles ?? []).map(toBar), history.ticks),
    [candles, mode, decimals, history, theme],
  );

  useEffect(() => series.current?.showTrade(trade), [trade, mode, candles, theme, symbol]);
  return box;
}
