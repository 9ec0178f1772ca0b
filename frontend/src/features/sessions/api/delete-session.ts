import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { SESSIONS_KEY } from './get-sessions';

export function useDeleteSession(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v1/engine/sessions/{session_id}', {
          params: { path: { session_id: id } },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [...SESSIONS_KEY, 'list'] }),
  });
}
