import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { leaveForDeriv } from '@/lib/endpoints/get-oauth-authorize';

/** Leave for Deriv's consent to move an amount; nothing moves before the owner agrees there. */
export function useWithdraw(accountId: string) {
  return useMutation({
    mutationFn: async (amount: string) => {
      const { authorization_url } = await unwrap(
        api.POST('/api/v1/accounts/{account_id}/withdraw', {
          params: { path: { account_id: accountId } },
          body: { amount },
        }),
      );
      leaveForDeriv('withdraw', authorization_url);
    },
  });
}
