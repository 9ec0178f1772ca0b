import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { EngineOptions } from '@/lib/api/types';
import { settingsBody, type SessionValues } from '../form-values';
import { SESSIONS_KEY } from './get-sessions';

/** Change a session that has not started. */
export function useChangeSession(options: EngineOptions, id: string) {
  const queryClient = useQueryClient();
  const params = { path: { session_id: id } };
  return useMutation({
    mutationFn: (values: SessionValues) =>
      unwrap(
        api.PUT('/api/v1/engine/sessions/{session_id}', {
          params,
          body: settingsBody(values, options),
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}
