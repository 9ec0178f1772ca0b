import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { StoredDecision, Trade } from '@/lib/api/types';

const KEY = ['engine', 'decisions'] as const;

interface Asked {
  accountId: string;
  sessionId?: string;
  limit: number;
  /** Ask again when it changes. */
  count?: number;
}

function decisionsQuery({ accountId, sessionId, limit, count }: Asked) {
  return {
    queryKey: [...KEY, accountId, sessionId ?? 'all', limit, count],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/engine/decisions', {
          params: {
            query: { account_id: accountId, limit, ...(sessionId && { session_id: sessionId }) },
          },
        }),
      ),
  };
}

/** List a session's latest decisions. */
export function useSessionDecisions(accountId: string, sessionId: string, count: number) {
  return useQuery(decisionsQuery({ accountId, sessionId, limit: 50, count }));
}

// A trade does not name its decision; its moment and its price window do.
function isOf(trade: Trade) {
  const { decided_at, window_hash } = trade.decision;
  return ({ symbol, decision }: StoredDecision) =>
    symbol === trade.symbol &&
    decision.decided_at === decided_at &&
    decision.window_hash === window_hash;
}

/** Find the stored decision behind a trade among the account's latest hundred. */
export function useDecisionOf(trade: Trade) {
  return useQuery({
    ...decisionsQuery({ accountId: trade.account_id, limit: 100 }),
    select: ({ items }) => items.find(isOf(trade)) ?? null,
  });
}
