import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

const RENEW_MS = 4000;

/** The broker's bid for an open trade, asked again for as long as it is shown. */
export function useCloseBid(tradeId: string) {
  return useQuery({
    queryKey: ['trades', 'bid', tradeId],
    queryFn: () =>
      unwrap(
        api.POST('/api/v1/trades/{trade_id}/close/preview', {
          params: { path: { trade_id: tradeId } },
        }),
      ),
    refetchInterval: ({ state }) => (state.status === 'error' ? false : RENEW_MS),
    gcTime: 0,
    retry: false,
  });
}
