import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export function useBacktestOptions() {
  return useQuery({
    queryKey: ['engine', 'backtest-options'],
    queryFn: () => unwrap(api.GET('/api/v1/engine/backtests/options')),
    staleTime: Infinity,
  });
}
