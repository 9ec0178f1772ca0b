import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EngineSession, EngineSessionDetail, Look } from '@/lib/api/types';
import { useLive } from '@/lib/live/live-context';
import { sessionKey } from './api/get-session';
import { SESSIONS_KEY } from './api/get-sessions';

interface Signal {
  session?: EngineSession;
  session_id?: string;
  look?: Look;
}

function withLook(known: EngineSessionDetail, look: Look): EngineSessionDetail {
  const others = known.looks.filter(({ symbol }) => symbol !== look.symbol);
  const looks = [...others, look].toSorted((a, b) => a.symbol.localeCompare(b.symbol));
  return { ...known, looks };
}

/** Let `signal` frames change what is shown of sessions. */
export function useLiveSessions(): void {
  const live = useLive();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      live.on('signal', (data) => {
        const { session, session_id, look } = data as Signal;
        const id = session?.id ?? session_id;
        if (!id) return;
        queryClient.setQueryData<EngineSessionDetail>(sessionKey(id), (known) => {
          const merged = known && { ...known, ...session };
          return merged && look ? withLook(merged, look) : merged;
        });
        if (session) void queryClient.invalidateQueries({ queryKey: [...SESSIONS_KEY, 'list'] });
      }),
    [live, queryClient],
  );
}
