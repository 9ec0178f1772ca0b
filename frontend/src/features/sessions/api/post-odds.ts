import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { OddsIn } from '@/lib/api/types';

export function useOdds(body: OddsIn | undefined) {
  return useQuery({
    queryKey: ['engine', 'odds', body],
    queryFn: () => unwrap(api.POST('/api/v1/engine/odds', { body: body as OddsIn })),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
  });
}
