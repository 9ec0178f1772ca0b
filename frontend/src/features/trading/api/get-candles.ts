import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

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
    refetchOnWindowFocus: false,
  });
}

export function useCandles(symbol: string) {
  return useQuery(candlesQuery(symbol));
}
