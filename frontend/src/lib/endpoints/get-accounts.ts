import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/accounts'))).items,
});

export function useAccounts() {
  return useQuery(accountsQuery);
}
