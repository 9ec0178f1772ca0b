import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Trade } from '@/lib/api/types';

const OPEN_STATUSES = new Set(['pending', 'submitting', 'open', 'unknown']);

/** Put a trade's news into a list of open trades: added, updated or gone. */
export function applyToOpen(trades: Trade[], trade: Trade): Trade[] {
  const others = trades.filter(({ id }) => id !== trade.id);
  if (!OPEN_STATUSES.has(trade.status)) return others;
  if (others.length === trades.length) return [trade, ...trades];
  return trades.map((known) => (known.id === trade.id ? { ...known, ...trade } : known));
}

interface TradePage {
  items: Trade[];
}

function applyToPages<T extends TradePage>(data: InfiniteData<T>, trade: Trade): InfiniteData<T> {
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((known) => (known.id === trade.id ? { ...known, ...trade } : known)),
  }));
  return { ...data, pages };
}

/** Bring every cached view of a trade up to date. */
export function applyTrade(queryClient: QueryClient, trade: Trade): void {
  queryClient.setQueryData<Trade>(['trades', 'one', trade.id], (known) => ({ ...known, ...trade }));
  queryClient.setQueryData<Trade[]>(['trades', 'open', trade.account_id], (trades) =>
    trades ? applyToOpen(trades, trade) : trades,
  );
  queryClient.setQueriesData<InfiniteData<TradePage>>(
    { queryKey: ['trades', 'list', trade.account_id] },
    (data) => (data ? applyToPages(data, trade) : data),
  );
  void queryClient.invalidateQueries({ queryKey: ['trades', 'list', trade.account_id] });
}
