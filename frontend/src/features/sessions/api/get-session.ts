import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { SESSIONS_KEY } from './get-sessions';

// Live frames bring changes at once; this is for what was missed.
const EVERY_MS = 15_000;

export const sessionKey = (id: string) => [...SESSIONS_KEY, 'one', id];

export function useEngineSession(id: string) {
  return useQuery({
    queryKey: sessionKey(id),
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/engine/sessions/{session_id}', { params: { path: { session_id: id } } }),
      ),
    refetchInterval: EVERY_MS,
  });
}
