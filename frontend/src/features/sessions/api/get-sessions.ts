import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export const SESSIONS_KEY = ['engine', 'sessions'] as const;

export function useSessions(accountId: string) {
  return useQuery({
    queryKey: [...SESSIONS_KEY, 'list', accountId],
    queryFn: async () =>
      (
        await unwrap(
          api.GET('/api/v1/engine/sessions', { params: { query: { account_id: accountId } } }),
        )
      ).items,
  });
}
