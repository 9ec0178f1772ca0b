import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, session } from '@/lib/api/client';

/** End the session here even if the server cannot be told. */
export function useLogout() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.POST('/api/v1/auth/logout'),
    onSettled: () => {
      session.end();
      queryClient.clear();
    },
  });
}
