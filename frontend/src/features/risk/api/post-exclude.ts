import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { accountsQuery } from '@/lib/endpoints/get-accounts';

export function useExclude(accountId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (until: string) =>
      unwrap(
        api.POST('/api/v1/accounts/{account_id}/exclude', {
          params: { path: { account_id: accountId } },
          body: { until },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
}
