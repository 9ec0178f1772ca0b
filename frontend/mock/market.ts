import type { Candle, MarketSymbol } from '../src/lib/api/types.ts';

interface Instrument extends MarketSymbol {
  base: number;
  decimals: number;
}

function instrument(
  symbol: string,
  name: string,
  market: string,
  base: number,
  decimals: number,
): Instrument {
  const durations = market === 'forex' ? [5, 15, 30, 60] : [1, 5, 15, 30, 60];
  const pip_size = (10 ** -decimals).toFixed(decimals);
  const alias = market === 'forex' ? symbol.slice(3) : null;
  const is_open = symbol !== 'frxUSDJPY';
  return {
    symbol,
    alias,
    name,
    market,
    base,
    decimals,
    pip_size,
    durations,
    is_open,
    min_stake: '0.35',
  };
}

export const INSTRUMENTS: readonly Instrument[] = [
  instrument('R_100', 'Volatility 100 Index', 'synthetic_index', 1832, 2),
  instrument('R_50', 'Volatility 50 Index', 'synthetic_index', 284, 4),
  instrument('1HZ10V', 'Volatility 10 (1s) Index', 'synthetic_index', 6120, 2),
  instrument('frxEURUSD', 'EUR/USD', 'forex', 1.08, 5),
  instrument('frxUSDJPY', 'USD/JPY', 'forex', 151.2, 3),
];

export function findInstrument(symbol: string): Instrument | undefined {
  return INSTRUMENTS.find((candidate) => candidate.symbol === symbol);
}

/** Price a symbol at a second: a smooth, repeatable wander. */
export function quoteAt({ base, decimals }: Instrument, epoch: number): string {
  const waves = [613, 97, 41, 13, 5].map(
    (period, index) => Math.sin(epoch / period + index * 1.7) / (index + 1.5),
  );
  const sum = waves.reduce((total, wave) => total + wave, 0);
  return (base * (1 + sum * 0.0014)).toFixed(decimals);
}

export function candlesOf(symbol: Instrument, now: number, count = 180): Candle[] {
  const current = Math.floor(now / 60) * 60;
  return Array.from({ length: count }, (_, index) => {
    const epoch = current - (count - 1 - index) * 60;
    const quotes = [0, 10, 20, 30, 40, 50, 59]
      .filter((second) => epoch + second <= now)
      .map((second) => Number(quoteAt(symbol, epoch + second)));
    return {
      epoch,
      open: quotes[0] ?? 0,
      close: quotes.at(-1) ?? 0,
      low: Math.min(...quotes),
      high: Math.max(...quotes),
    };
  });
}
