import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { BACKTESTS_KEY } from './get-backtests';

/** Cancel a run that is under way, or delete one that has ended. */
export function useDeleteBacktest(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v1/engine/backtests/{backtest_id}', {
          params: { path: { backtest_id: id } },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: BACKTESTS_KEY }),
  });
}
