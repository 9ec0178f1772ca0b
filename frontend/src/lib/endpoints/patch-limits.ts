import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { LimitsPatch } from '@/lib/api/types';
import { accountsQuery } from '@/lib/endpoints/get-accounts';

export function usePatchLimits(accountId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: LimitsPatch) =>
      unwrap(
        api.PATCH('/api/v1/accounts/{account_id}/limits', {
          params: { path: { account_id: accountId } },
          body,
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
}
