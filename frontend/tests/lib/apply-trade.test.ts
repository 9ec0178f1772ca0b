import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { applyToOpen, applyTrade } from '@/lib/endpoints/apply-trade';
import type { Trade } from '@/lib/api/types';
import { makeTrade } from '../../mock/trades';

const pending = makeTrade({ id: 't1' });
const open: Trade = { ...pending, status: 'open', payout: '19.50' };
const won: Trade = { ...open, status: 'won', profit: '9.50' };

test('a new open trade stands first', () => {
  const other = makeTrade({ id: 't0', status: 'open' });

  expect(applyToOpen([other], pending).map(({ id }) => id)).toEqual(['t1', 't0']);
});

test('a trade that ended leaves the open ones', () => {
  expect(applyToOpen([open], won)).toEqual([]);
});

test('an answer overtaken by a live frame does not take the trade back', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData(['trades', 'open', open.account_id], []);
  applyTrade(queryClient, open);

  applyTrade(queryClient, pending);

  expect(queryClient.getQueryData(['trades', 'one', 't1'])).toEqual(open);
  expect(queryClient.getQueryData(['trades', 'open', open.account_id])).toEqual([open]);
});

test('a late frame does not bring an ended trade back', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData(['trades', 'open', open.account_id], []);
  applyTrade(queryClient, won);

  applyTrade(queryClient, open);

  expect(queryClient.getQueryData(['trades', 'open', open.account_id])).toEqual([]);
});
