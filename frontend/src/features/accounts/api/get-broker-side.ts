import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

const RENEW_MS = 15_000;
const WAITING_MS = 2_000;

/** Where the last comparison of an account's books is cached. */
export const reconciliationKey = (accountId: string) =>
  ['accounts', accountId, 'reconciliation'] as const;

/** The contracts open at Deriv, ours marked. */
export function usePortfolio(accountId: string) {
  return useQuery({
    queryKey: ['accounts', accountId, 'portfolio'],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/accounts/{account_id}/portfolio', {
          params: { path: { account_id: accountId } },
        }),
      ),
    refetchInterval: RENEW_MS,
  });
}

/** The last comparison of our books with Deriv's. */
export function useReconciliation(accountId: string) {
  return useQuery({
    queryKey: reconciliationKey(accountId),
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/accounts/{account_id}/reconciliation', {
          params: { path: { account_id: accountId } },
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.check?.state === 'pending' ? WAITING_MS : RENEW_MS,
  });
}

/** Every change of the balance, newest first. */
export function useStatement(accountId: string) {
  return useInfiniteQuery({
    queryKey: ['accounts', accountId, 'statement'],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/accounts/{account_id}/statement', {
          params: { path: { account_id: accountId }, query: { limit: 20, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
}
