import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { BACKTESTS_KEY } from './get-backtests';

export function useComparison(ids: string) {
  return useQuery({
    queryKey: [...BACKTESTS_KEY, 'comparison', ids],
    queryFn: () =>
      unwrap(api.GET('/api/v1/engine/backtests/compare', { params: { query: { ids } } })),
    enabled: ids !== '',
  });
}
