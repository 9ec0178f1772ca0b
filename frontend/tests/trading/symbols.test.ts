import { describe, expect, test } from 'vitest';
import { chooseSymbol, rememberSymbol } from '@/features/trading/choose-symbol';
import { findSymbols } from '@/features/trading/symbol-combobox';
import type { MarketSymbol } from '@/lib/api/types';

function symbol(name: string, part: Partial<MarketSymbol> = {}): MarketSymbol {
  return {
    symbol: name,
    alias: null,
    name,
    market: 'synthetic_index',
    decimals: 2,
    pip_size: '0.01',
    is_open: true,
    durations: [1, 5],
    min_stake: '0.35',
    ...part,
  };
}

describe('the symbol shown first', () => {
  const forex = symbol('frxEURUSD', { durations: [30, 60] });
  const index = symbol('R_100');
  const closed = symbol('R_50', { is_open: false });

  test('is the one asked for', () => {
    expect(chooseSymbol([forex, index], 'frxEURUSD')).toBe(forex);
  });

  test('is the last one used when none is asked for', () => {
    rememberSymbol('R_50');

    expect(chooseSymbol([forex, index, closed], null)).toBe(closed);
  });

  test('is open and quick for somebody new', () => {
    expect(chooseSymbol([forex, closed, index], null)).toBe(index);
  });
});

test('the search puts what begins with the text before what contains its words', () => {
  const names = ['Volatility 100 (1s) Index', 'Volatility 100 Index', 'EUR/USD'];

  const found = findSymbols(
    names.map((name) => symbol(name, { name })),
    'volatility 100 index',
  );

  expect(found.map(({ name }) => name)).toEqual([
    'Volatility 100 Index',
    'Volatility 100 (1s) Index',
  ]);
});
