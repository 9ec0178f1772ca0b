import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { Candle } from '@/lib/api/types';

const RENEW_MS = 60_000;
const CATCH_UP_MS = 5_000;
const CATCH_UPS = 6;
const BEHIND_S = 120;

// A symbol nobody watched until now is back-filled a moment after the first request.
function isBehind(candles: readonly Candle[] | undefined): boolean {
  const newest = candles?.at(-1)?.epoch ?? 0;
  return Date.now() / 1000 - newest > BEHIND_S;
}

export function candlesQuery(symbol: string) {
  return queryOptions({
    queryKey: ['market', 'candles', symbol],
    queryFn: async () =>
      (
        await unwrap(
          api.GET('/api/v1/market/symbols/{symbol}/candles', { params: { path: { symbol } } }),
        )
      ).items,
    staleTime: Infinity,
    refetchInterval: ({ state }) =>
      isBehind(state.data) && state.dataUpdateCount < CATCH_UPS ? CATCH_UP_MS : RENEW_MS,
  });
}

export function useCandles(symbol: string) {
  return useQuery(candlesQuery(symbol));
}
