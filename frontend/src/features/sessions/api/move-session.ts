import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { SESSIONS_KEY } from './get-sessions';

export type Step = 'start' | 'pause' | 'resume' | 'stop';

/** Start, pause, resume or stop a session. */
export function useMoveSession(id: string) {
  const queryClient = useQueryClient();
  const params = { path: { session_id: id } };
  return useMutation({
    mutationFn: (step: Step) =>
      unwrap(api.POST(`/api/v1/engine/sessions/{session_id}/${step}`, { params })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}
