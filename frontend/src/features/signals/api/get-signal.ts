import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const DURATIONS = ['1', '5', '15', '30', '60'] as const;
export type Duration = (typeof DURATIONS)[number];

const EVERY_MS = 4_000;

export function useSignal(symbol: string, minutes: Duration) {
  return useQuery({
    queryKey: ['engine', 'signals', symbol, minutes],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/engine/signals/{symbol}', {
          params: { path: { symbol }, query: { expiry_minutes: minutes } },
        }),
      ),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
}
