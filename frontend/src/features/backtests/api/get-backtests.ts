import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { Backtest } from '@/lib/api/types';

export const BACKTESTS_KEY = ['engine', 'backtests'] as const;

const EVERY_MS = 2_000;

/** Say whether a run may still change. */
export function isActive({ status }: Backtest): boolean {
  return status === 'queued' || status === 'running';
}

export function useBacktests() {
  return useQuery({
    queryKey: [...BACKTESTS_KEY, 'list'],
    queryFn: async () =>
      (await unwrap(api.GET('/api/v1/engine/backtests', { params: { query: { limit: 50 } } })))
        .items,
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? EVERY_MS : false),
  });
}

export function useBacktest(id: string) {
  return useQuery({
    queryKey: [...BACKTESTS_KEY, 'one', id],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/engine/backtests/{backtest_id}', {
          params: { path: { backtest_id: id } },
        }),
      ),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? EVERY_MS : false),
  });
}
