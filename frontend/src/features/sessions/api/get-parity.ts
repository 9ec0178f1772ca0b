import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

/** How many replays came to the same decisions, by day, newest first. */
export function useParity() {
  return useQuery({
    queryKey: ['engine', 'parity'],
    queryFn: async () => (await unwrap(api.GET('/api/v1/engine/parity'))).items,
  });
}
