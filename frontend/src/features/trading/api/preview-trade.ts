import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { TradeRequest } from '@/lib/api/types';

const REFRESH_MS = 10_000;

/** Price one side of the ticket again and again while it is on screen. */
export function previewQuery(request: TradeRequest, isEnabled: boolean) {
  return queryOptions({
    queryKey: ['preview', request],
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/trades/preview', { body: request, signal })),
    enabled: isEnabled,
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
    retry: 1,
  });
}
