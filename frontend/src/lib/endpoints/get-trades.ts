import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { TradeStatus } from '@/lib/api/types';

export interface TradeFilter {
  accountId: string;
  status?: TradeStatus;
  limit?: number;
}

export function tradesQuery({ accountId, status, limit = 25 }: TradeFilter) {
  return infiniteQueryOptions({
    queryKey: ['trades', 'list', accountId, status ?? 'all', limit],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/trades', {
          params: {
            query: { account_id: accountId, status: status && [status], cursor: pageParam, limit },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useTrades(filter: TradeFilter) {
  return useInfiniteQuery(tradesQuery(filter));
}
