import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { EngineOptions } from '@/lib/api/types';
import { settingsBody, type SessionValues } from '../form-values';
import { SESSIONS_KEY } from './get-sessions';

export function useCreateSession(options: EngineOptions, accountId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (values: SessionValues) =>
      unwrap(
        api.POST('/api/v1/engine/sessions', {
          body: { account_id: accountId, ...settingsBody(values, options) },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}
