import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: () => unwrap(api.GET('/api/v1/users/profile')),
  staleTime: Infinity,
});

export function useProfile() {
  return useQuery(profileQuery);
}
