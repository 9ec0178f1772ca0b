import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const symbolsQuery = queryOptions({
  queryKey: ['market', 'symbols'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/market/symbols'))).items,
  staleTime: 5 * 60_000,
});

export function useSymbols() {
  return useQuery(symbolsQuery);
}
