import { useEffect, useState } from 'react';
import { Icon } from '@/components/icon';
import type { Tick } from '@/lib/live/frames';
import { useLive, useServerNow } from '@/lib/live/live-context';

const STALE_AFTER_S = 10;

/** The last price and its age, always in sight. */
export function PriceNow({ symbol }: { symbol: string }) {
  const { tick, move } = usePrice(symbol) ?? {};
  return (
    <div className="flex items-baseline gap-3" data-testid="price-now">
      <span className="tabular inline-flex items-center gap-2 text-2xl font-bold">
        {move && (
          <Icon name={move} className={`size-3.5 ${move === 'rise' ? 'text-rise' : 'text-fall'}`} />
        )}
        <span aria-label="Current price">{tick?.quote ?? '–'}</span>
      </span>
      <PriceAge tick={tick} />
    </div>
  );
}

function PriceAge({ tick }: { tick: Tick | undefined }) {
  const now = useServerNow();
  if (!tick) return <span className="text-sm text-muted">waiting for a price</span>;
  const age = Math.max(0, Math.round(now / 1000 - tick.epoch));
  const isStale = age > STALE_AFTER_S;
  return (
    <span
      aria-label="Price age"
      className={`tabular inline-flex items-center gap-1 text-sm ${isStale ? 'font-semibold text-warn' : 'text-muted'}`}
    >
      {isStale && <Icon name="warning" className="size-4" />}
      {age} s old
    </span>
  );
}

type Move = 'rise' | 'fall' | undefined;

interface Price {
  tick: Tick;
  move: Move;
}

function nextPrice(last: Price | undefined, tick: Tick): Price {
  if (last?.tick.symbol !== tick.symbol) return { tick, move: undefined };
  const change = Number(tick.quote) - Number(last.tick.quote);
  return { tick, move: change === 0 ? last.move : change > 0 ? 'rise' : 'fall' };
}

function usePrice(symbol: string): Price | undefined {
  const live = useLive();
  const [price, setPrice] = useState<Price>();
  useEffect(
    () => live.watch(symbol, (tick) => setPrice((last) => nextPrice(last, tick))),
    [live, symbol],
  );
  return price?.tick.symbol === symbol ? price : undefined;
}
