import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export function useEngineOptions() {
  return useQuery({
    queryKey: ['engine', 'options'],
    queryFn: () => unwrap(api.GET('/api/v1/engine/options')),
    staleTime: Infinity,
  });
}
