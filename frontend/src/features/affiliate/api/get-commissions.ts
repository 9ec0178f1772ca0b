import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const commissionsQuery = infiniteQueryOptions({
  queryKey: ['affiliate', 'commissions'],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET('/api/v1/affiliates/commissions', { params: { query: { cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export function useCommissions() {
  return useInfiniteQuery(commissionsQuery);
}
