import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { reconciliationKey } from './get-broker-side';

/** Have the books compared again; asking twice is asking once. */
export function useCompareAgain(accountId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/accounts/{account_id}/reconciliation', {
          params: { path: { account_id: accountId } },
        }),
      ),
    onSuccess: (data) => queryClient.setQueryData(reconciliationKey(accountId), data),
  });
}
