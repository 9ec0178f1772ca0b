import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const affiliateCodeQuery = queryOptions({
  queryKey: ['affiliate', 'affiliate-code'],
  queryFn: () => unwrap(api.GET('/api/v1/users/affiliate/code')),
});

export function useAffiliateCode() {
  return useQuery(affiliateCodeQuery);
}
