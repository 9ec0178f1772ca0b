import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

const EVERY_MS = 5_000;

const signalsQuery = queryOptions({
  queryKey: ['engine', 'signals'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/engine/signals'))).items,
  refetchInterval: EVERY_MS,
});

export function useSignals() {
  return useQuery(signalsQuery);
}
