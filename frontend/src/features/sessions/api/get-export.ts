import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { saveFile } from '@/lib/save-file';

/** Download a session's decisions and ticks on one symbol, for a replay. */
export function useExport(id: string) {
  return useMutation({
    mutationFn: async (symbol: string) => {
      const path = '/api/v1/engine/sessions/{session_id}/export';
      const params = { path: { session_id: id }, query: { symbol } };
      // As text: a replay wants every number as it was written.
      saveFile(
        await unwrap(api.GET(path, { params, parseAs: 'text' })),
        `session-${id}-${symbol}.json`,
        'application/json',
      );
    },
  });
}
