import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export function openTradesQuery(accountId: string) {
  return queryOptions({
    queryKey: ['trades', 'open', accountId],
    queryFn: async () =>
      (
        await unwrap(
          api.GET('/api/v1/trades/open', { params: { query: { account_id: accountId } } }),
        )
      ).items,
  });
}

export function useOpenTrades(accountId: string) {
  return useQuery(openTradesQuery(accountId));
}
