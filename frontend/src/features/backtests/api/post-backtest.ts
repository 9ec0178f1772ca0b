import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { BacktestIn } from '@/lib/api/types';
import { BACKTESTS_KEY } from './get-backtests';

/** Queue a run; sending the same settings again, until one succeeds, begins no second one. */
export function useCreateBacktest() {
  const queryClient = useQueryClient();
  const keyOf = useRepeatedKey();
  return useMutation({
    mutationFn: (body: BacktestIn) =>
      unwrap(
        api.POST('/api/v1/engine/backtests', {
          params: { header: { 'Idempotency-Key': keyOf.get(body) } },
          body,
        }),
      ),
    onSuccess: () => {
      keyOf.forget();
      return queryClient.invalidateQueries({ queryKey: BACKTESTS_KEY });
    },
  });
}

/** Give the same key for the same body, and a new one for another. */
function useRepeatedKey() {
  const last = useRef({ text: '', key: '' });
  return {
    get(body: BacktestIn): string {
      const text = JSON.stringify(body);
      if (text !== last.current.text) last.current = { text, key: crypto.randomUUID() };
      return last.current.key;
    },
    forget(): void {
      last.current = { text: '', key: '' };
    },
  };
}
