import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Account } from '@/lib/api/types';
import { applyTrade } from '@/lib/endpoints/apply-trade';
import { accountsQuery } from '@/lib/endpoints/get-accounts';
import type { BalanceUpdate } from '@/lib/live/frames';
import type { LiveSocket } from '@/lib/live/live-socket';

function applyBalance(accounts: Account[] | undefined, update: BalanceUpdate) {
  return accounts?.map((account) =>
    account.id === update.account_id ? { ...account, balance: update.balance } : account,
  );
}

// Lists may be read a moment before they know of the change that was just pushed.
const SETTLE_MS = 1_500;

function settled(work: () => void, delayMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, delayMs);
  };
}

function onReconnect(live: LiveSocket, work: () => void): () => void {
  let wasLost = false;
  return live.onStatus(() => {
    const status = live.getStatus();
    if (status === 'live' && wasLost) work();
    if (status !== 'connecting') wasLost = status !== 'live' && status !== 'idle';
  });
}

function bridge(live: LiveSocket, queryClient: QueryClient): () => void {
  const refetch = (...queryKey: string[]) => void queryClient.invalidateQueries({ queryKey });
  const refetchSoon = settled(() => {
    refetch('accounts');
    refetch('trades', 'list');
  }, SETTLE_MS);
  const stops = [
    live.on('trade_status', (trade) => {
      applyTrade(queryClient, trade);
      refetchSoon();
    }),
    live.on('balance_update', (update) => {
      queryClient.setQueryData(accountsQuery.queryKey, (known) => applyBalance(known, update));
      refetchSoon();
    }),
    live.on('notification', () => refetch('notifications')),
    live.on('snapshot', () => {
      refetch('accounts');
      refetch('trades');
    }),
    onReconnect(live, () => refetch('market', 'candles')),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Let live frames update what pages have fetched. */
export function useLiveBridge(live: LiveSocket): void {
  const queryClient = useQueryClient();
  useEffect(() => bridge(live, queryClient), [live, queryClient]);
}

/** Keep the socket open for the account, and wake it when the browser does. */
export function useLiveConnection(live: LiveSocket, accountId: string | undefined): void {
  useEffect(() => {
    if (accountId) live.open(accountId);
  }, [live, accountId]);
  useEffect(() => {
    const wake = () => live.wake();
    globalThis.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      globalThis.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      live.close();
    };
  }, [live]);
}
