import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { applyTrade } from '@/lib/endpoints/apply-trade';

/** Sell an open trade early, for no less than the price the trader saw. */
export function useCloseTrade(tradeId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (minPrice: string) =>
      unwrap(
        api.POST('/api/v1/trades/{trade_id}/close', {
          params: { path: { trade_id: tradeId } },
          body: { min_price: minPrice },
        }),
      ),
    onSuccess: (trade) => applyTrade(queryClient, trade),
  });
}
