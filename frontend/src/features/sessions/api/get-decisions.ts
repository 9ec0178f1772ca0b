import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { SESSIONS_KEY } from './get-sessions';

export function useDecisions(accountId: string, sessionId: string, count: number) {
  return useQuery({
    queryKey: [...SESSIONS_KEY, 'decisions', sessionId, count],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/engine/decisions', {
          params: { query: { account_id: accountId, session_id: sessionId, limit: 20 } },
        }),
      ),
  });
}
