import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Trade } from '@/lib/api/types';

const STAGES: Record<Trade['status'], number> = {
  pending: 0,
  submitting: 1,
  unknown: 2,
  open: 3,
  won: 4,
  lost: 4,
  sold: 4,
  cancelled: 4,
  rejected: 4,
};
const ENDED = 4;

/** Merge news into what is known; an answer that was overtaken by a frame changes nothing. */
export function newerOf(known: Trade | undefined, news: Trade): Trade {
  if (known && STAGES[known.status] > STAGES[news.status]) return known;
  return { ...known, ...news };
}

/** Put a trade's news into a list of open trades: added, updated or gone. */
export function applyToOpen(trades: Trade[], news: Trade): Trade[] {
  if (STAGES[news.status] === ENDED) return trades.filter(({ id }) => id !== news.id);
  if (!trades.some(({ id }) => id === news.id)) return [news, ...trades];
  return applyToAll(trades, news);
}

function applyToAll(trades: Trade[], news: Trade): Trade[] {
  return trades.map((known) => (known.id === news.id ? newerOf(known, news) : known));
}

interface TradePage {
  items: Trade[];
}

/** Bring every cached view of a trade up to date. */
export function applyTrade(queryClient: QueryClient, news: Trade): void {
  const one = ['trades', 'one', news.id];
  const trade = newerOf(queryClient.getQueryData<Trade>(one), news);
  const list = { queryKey: ['trades', 'list', trade.account_id] };
  queryClient.setQueryData<Trade>(one, trade);
  queryClient.setQueryData<Trade[]>(['trades', 'open', trade.account_id], (trades) =>
    trades ? applyToOpen(trades, trade) : trades,
  );
  queryClient.setQueriesData<InfiniteData<TradePage>>(list, (data) => {
    if (!data) return data;
    const pages = data.pages.map((page) => ({ ...page, items: applyToAll(page.items, trade) }));
    return { ...data, pages };
  });
  void queryClient.invalidateQueries({ ...list, refetchType: 'none' });
}
