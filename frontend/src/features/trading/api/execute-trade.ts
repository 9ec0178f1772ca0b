import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { ApiProblem, unwrap } from '@/lib/api/problem';
import type { Trade, TradeRequest } from '@/lib/api/types';
import { applyTrade } from '@/lib/endpoints/apply-trade';

const ANSWER_WITHIN_MS = 15_000;
const RETRY_DELAYS_MS = [300, 1_000, 2_500];

export interface Purchase {
  request: TradeRequest;
  /** One per click; a retry after a lost answer repeats it, so nothing is bought twice. */
  idempotencyKey: string;
}

function send({ request, idempotencyKey }: Purchase): Promise<Trade> {
  return unwrap(
    api.POST('/api/v1/trades/execute', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body: request,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }),
  );
}

function mayRepeat(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.isAnswerLost || (error.isTransient && error.code !== 'QUOTE_UNAVAILABLE');
}

/** Buy once: repeat the same request under the same key while its answer stays unknown. */
export async function executeTrade(purchase: Purchase): Promise<Trade> {
  for (const delay of RETRY_DELAYS_MS) {
    try {
      return await send(purchase);
    } catch (error) {
      if (!mayRepeat(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return send(purchase);
}

export function useExecuteTrade() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: executeTrade,
    onSuccess: (trade) => applyTrade(queryClient, trade),
    onError: () => queryClient.invalidateQueries({ queryKey: ['trades', 'open'] }),
  });
}
