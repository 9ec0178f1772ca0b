import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { applyTrade } from '@/lib/endpoints/apply-trade';

export function useCloseTrade() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (tradeId: string) =>
      unwrap(
        api.POST('/api/v1/trades/{trade_id}/close', { params: { path: { trade_id: tradeId } } }),
      ),
    onSuccess: (trade) => applyTrade(queryClient, trade),
  });
}
