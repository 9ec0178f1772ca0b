import type { MarketSymbol } from '@/lib/api/types';

const KEY = 'nexus.symbol';

/** Come back to this symbol when the page is opened without one. */
export function rememberSymbol(symbol: string): void {
  localStorage.setItem(KEY, symbol);
}

/** Pick the wanted symbol, else the last one used, else an open one with the shortest expiry. */
export function chooseSymbol(
  symbols: MarketSymbol[],
  wanted: string | null,
): MarketSymbol | undefined {
  const named = (name: string | null) => symbols.find(({ symbol }) => symbol === name);
  const shortest = ({ durations }: MarketSymbol) => Math.min(...durations);
  const [quickest] = symbols
    .filter(({ is_open, durations }) => is_open && durations.length > 0)
    .sort((a, b) => shortest(a) - shortest(b));
  return named(wanted) ?? named(localStorage.getItem(KEY)) ?? quickest ?? symbols[0];
}
