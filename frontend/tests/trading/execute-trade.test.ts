import { beforeEach, expect, test, vi } from 'vitest';
import { executeTrade } from '@/features/trading/api/execute-trade';
import { session } from '@/lib/api/client';
import { MockBackend } from '../../mock/backend';
import { problem } from '../../mock/answers';
import { ROUTES } from '../../mock/routes';
import type { TradeRequest } from '@/lib/api/types';

const REQUEST: TradeRequest = {
  account_id: 'acc-demo',
  symbol: 'R_100',
  trade_type: 'RISE',
  stake: '10.00',
  expiry_minutes: 1,
  allow_equals: false,
};

beforeEach(() => {
  vi.useFakeTimers();
  session.start('token-1');
});

async function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}

test('a lost answer is asked for again under the same key and buys once', async () => {
  const backend = new MockBackend({ signedIn: true });
  let calls = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    const answer = await backend.fetch(request);
    calls += 1;
    if (calls <= 2) throw new TypeError('Failed to fetch');
    return answer;
  });

  const trade = await settled(executeTrade({ request: REQUEST, idempotencyKey: 'key-1' }));

  const keys = backend.requests.map(({ headers }) => headers.get('Idempotency-Key'));
  expect(keys).toEqual(['key-1', 'key-1', 'key-1']);
  expect(backend.state.trades.map(({ id }) => id)).toEqual([trade.id]);
});

test('a denial is final and not asked for again', async () => {
  const backend = new MockBackend(
    { signedIn: true },
    { 'POST trades/execute': () => problem(409, 'DAILY_LOSS_LIMIT', 'Too much today') },
  );
  vi.stubGlobal('fetch', backend.fetch);

  await expect(
    settled(executeTrade({ request: REQUEST, idempotencyKey: 'key-1' })),
  ).rejects.toMatchObject({ code: 'DAILY_LOSS_LIMIT' });

  expect(backend.requests).toHaveLength(1);
});

test('a server that stays away is given up on after four attempts', async () => {
  const backend = new MockBackend(
    {},
    { ...ROUTES, 'POST trades/execute': () => problem(503, 'UNAVAILABLE', 'Try again') },
  );
  vi.stubGlobal('fetch', backend.fetch);

  await expect(
    settled(executeTrade({ request: REQUEST, idempotencyKey: 'key-1' })),
  ).rejects.toMatchObject({ status: 503 });

  expect(backend.requests).toHaveLength(4);
});
