import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { BacktestIn } from '@/lib/api/types';
import { BACKTESTS_KEY } from './get-backtests';

export function useCreateBacktest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: BacktestIn) =>
      unwrap(
        api.POST('/api/v1/engine/backtests', {
          params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
          body,
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: BACKTESTS_KEY }),
  });
}
