import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const affiliateStatsQuery = queryOptions({
  queryKey: ['affiliate', 'affiliate-stats'],
  queryFn: () => unwrap(api.GET('/api/v1/users/affiliate/stats')),
});

export function useAffiliateStats() {
  return useQuery(affiliateStatsQuery);
}
