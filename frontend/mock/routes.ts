import type { Account, TradeRequest } from '../src/lib/api/types.ts';
import { list, ok, problem, withAccount, type Handler, type MockAnswer } from './answers.ts';
import { INSTRUMENTS, candlesOf, findInstrument } from './market.ts';
import type { MockState } from './state.ts';
import { decide, newTrade, preview } from './trades.ts';

function signIn(state: MockState, status: number): MockAnswer {
  state.signedIn = true;
  return ok(
    {
      user: state.user,
      access_token: 'token-1',
      refresh_token: null,
      token_type: 'Bearer',
      expires_in: 3600,
      warnings: [],
      accounts: state.accounts,
    },
    status,
  );
}

function change(state: MockState, id: string, part: Partial<Account>): MockAnswer {
  return withAccount(state, id, (account) => ok(Object.assign(account, part)));
}

function compared(state: MockState, { id, currency, status, balance }: Account) {
  const isFrozen = status === 'frozen';
  const differs = { code: 'BALANCE_DIFFERS', reference: id, ours: balance, broker: '240.00' };
  return {
    account_id: id,
    currency,
    verdict: isFrozen ? 'mismatch' : 'agreed',
    is_frozen: isFrozen,
    checked_at: '2026-11-24T01:12:30Z',
    ledger_balance: balance,
    expected: balance,
    broker_balance: isFrozen ? '240.00' : balance,
    findings: isFrozen ? (state.findings ?? [differs]) : [],
    check: state.checks[id] ?? null,
  };
}

const login: Handler = (state, { body }) =>
  body['password'] === 'wrong'
    ? problem(401, 'BAD_CREDENTIALS', 'The name or the password is wrong.')
    : signIn(state, 200);

const signup: Handler = (state, { body }) => {
  if (body['username'] !== 'taken') return signIn(state, 201);
  const errors = [{ field: 'username', message: 'This username is taken' }];
  return problem(409, 'USERNAME_TAKEN', 'This username is taken', { errors });
};

const execute: Handler = (state, { body, headers }) =>
  withAccount(state, body['account_id'], (account) => {
    const key = headers.get('Idempotency-Key') ?? '';
    const known = state.idempotency.get(key);
    if (known) return ok(known, 201);
    const decision = decide(account, body as unknown as TradeRequest);
    if (decision.code) return problem(409, decision.code, decision.detail ?? '', { decision });
    const trade = newTrade(account, body as unknown as TradeRequest);
    state.trades.unshift(trade);
    state.idempotency.set(key, trade);
    return ok(trade, 201);
  });

const listTrades: Handler = ({ trades }, { query }) => {
  const wanted = query.getAll('status');
  const found = trades.filter(
    ({ status, account_id }) =>
      account_id === query.get('account_id') && (!wanted.length || wanted.includes(status)),
  );
  return list(found);
};

const openTrades: Handler = ({ trades }, { query }) =>
  list(
    trades.filter(
      ({ status, account_id }) =>
        ['pending', 'unknown', 'open'].includes(status) && account_id === query.get('account_id'),
    ),
  );

const candles: Handler = (_, __, symbol = '') => {
  const instrument = findInstrument(symbol);
  if (!instrument) return problem(404, 'NOT_FOUND', 'No such symbol');
  return ok({ symbol, items: candlesOf(instrument, Date.now() / 1000), next_cursor: null });
};

const STATS = {
  clicks: 1284,
  signups: 96,
  linked: 31,
  traders: 27,
  conversion_rate: '0.0748',
  earnings: {
    pending: '184.20',
    approved: '920.00',
    paid: '640.50',
    reversed: '3.80',
    currency: 'USD',
  },
};

const COMMISSIONS = [
  {
    id: 'c1',
    kind: 'share',
    amount: '0.57',
    currency: 'USD',
    status: 'pending',
    trade_id: '01JD',
    accrued_at: '2026-11-24T01:12:00Z',
  },
  {
    id: 'c2',
    kind: 'share',
    amount: '0.29',
    currency: 'USD',
    status: 'pending',
    trade_id: '01JC',
    accrued_at: '2026-11-24T00:02:00Z',
  },
];

const REFERRALS = [
  { id: 'r1', username: 'ade…', signed_up_at: '2026-11-23T18:00:00Z', status: 'trading' },
  { id: 'r2', username: 'ngo…', signed_up_at: '2026-11-22T11:30:00Z', status: 'signed_up' },
];

function readAll(state: MockState): MockAnswer {
  const read_at = new Date().toISOString();
  state.notifications = state.notifications.map((note) => ({ ...note, read_at }));
  return { status: 204 };
}

/** One line per route: method and path, with `:` for a path parameter. */
export const ROUTES: Record<string, Handler> = {
  'POST auth/login': login,
  'POST auth/signup': signup,
  'POST auth/refresh': (state) =>
    state.signedIn
      ? ok({ access_token: 'token-1', token_type: 'Bearer', expires_in: 3600, refresh_token: null })
      : problem(401, 'NOT_SIGNED_IN', 'Not signed in'),
  'POST auth/logout': (state) => {
    state.signedIn = false;
    return { status: 204 };
  },
  'GET auth/oauth/authorize': (_, { query }) =>
    ok({
      authorization_url: `/oauth/deriv/callback?code=${query.get('intent') ?? ''}&state=s1`,
      state: 's1',
    }),
  'POST oauth/deriv/callback': (state, { body }) =>
    body['code'] === 'signup'
      ? ok({ code: 'PROFILE_REQUIRED', profile_token: 'p1', expires_in: 600 }, 202)
      : signIn(state, 200),
  'POST auth/oauth/complete': (state) => signIn(state, 201),
  'POST auth/ws-ticket': (state, { body }) =>
    ok(
      {
        ticket: 't1',
        url: `/ws/trading/${state.user.id}/${String(body['account_id'])}?ticket=t1`,
        expires_in: 30,
      },
      201,
    ),
  'GET users/profile': ({ user }) => ok(user),
  'GET users/affiliate/code': ({ user }) =>
    ok({ code: user.affiliate_code, url: `http://127.0.0.1:8000/r/${user.affiliate_code}` }),
  'GET users/affiliate/stats': () => ok(STATS),
  'GET affiliates/commissions': () => list(COMMISSIONS),
  'GET affiliates/referrals': () => list(REFERRALS),
  'GET accounts': ({ accounts }) => list(accounts),
  'POST accounts/demo': ({ accounts }) => ok(accounts[0]),
  'PATCH accounts/:/default': (state, _, id = '') => {
    state.accounts.forEach((account) => (account.is_default = account.id === id));
    return withAccount(state, id, ok);
  },
  'PATCH accounts/:/limits': (state, { body }, id = '') =>
    withAccount(state, id, (account) => {
      const { consensus_mode = account.consensus_mode, ...limits } = body as Partial<Account>;
      return ok(
        Object.assign(account, { consensus_mode, limits: { ...account.limits, ...limits } }),
      );
    }),
  'DELETE accounts/:/link': (state, _, id = '') =>
    withAccount(state, id, (account) =>
      ok({ account: Object.assign(account, { status: 'unlinked' }), revocation: 'revoked' }),
    ),
  'POST accounts/:/withdraw': (state, { body }, id = '') =>
    withAccount(state, id, () =>
      ok(
        {
          code: 'CONSENT_REQUIRED',
          authorization_url: `/oauth/deriv/callback?code=${String(body['amount'])}&state=s2`,
          state: 's2',
          request_id: 'w1',
          expires_in: 600,
        },
        202,
      ),
    ),
  'GET accounts/:/portfolio': () =>
    list(
      [
        {
          contract_id: 'C9',
          trade_id: null,
          is_external: true,
          contract_type: 'CALL',
          symbol: 'R_50',
          buy_price: '7.00',
          payout: '13.60',
          bought_at: '2026-11-24T01:12:00Z',
        },
      ],
      { as_of: '2026-11-24T01:12:30Z' },
    ),
  'GET accounts/:/reconciliation': (state, _, id = '') =>
    withAccount(state, id, (account) => ok(compared(state, account))),
  'POST accounts/:/reconciliation': (state, _, id = '') =>
    withAccount(state, id, (account) => {
      state.checks[id] ??= { state: 'done', asked_at: '2026-11-24T01:13:00Z', reason: null };
      return ok(compared(state, account), 202);
    }),
  'GET accounts/:/statement': () =>
    list([
      {
        number: 2,
        kind: 'external',
        amount: '50.00',
        balance_after: '300.00',
        at: '2026-11-24T01:12:00Z',
        reference: 'deposit:24655144239',
        previous_hash: 'a',
        hash: 'b',
      },
    ]),
  'POST accounts/:/halt': (state, _, id = '') =>
    change(state, id, {
      status: 'halted',
      halted_at: new Date().toISOString(),
      resumable_at: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  'POST accounts/:/resume': (state, _, id = '') =>
    change(state, id, { status: 'active', halted_at: null, resumable_at: null }),
  'POST trades/preview': (state, { body }) =>
    withAccount(state, body['account_id'], (account) =>
      ok(preview(account, body as unknown as TradeRequest, state.quoteAgeSeconds)),
    ),
  'POST trades/execute': execute,
  'GET trades': listTrades,
  'GET trades/open': openTrades,
  'GET trades/:': ({ trades }, _, id) => {
    const trade = trades.find((candidate) => candidate.id === id);
    return trade ? ok(trade) : problem(404, 'NOT_FOUND', 'No such trade');
  },
  'POST trades/:/close/preview': ({ trades }, _, id) => {
    const trade = trades.find((candidate) => candidate.id === id);
    if (!trade || trade.account_kind === 'demo')
      return problem(409, 'RESALE_NOT_OFFERED', 'The broker does not buy this contract back.');
    return ok({
      trade_id: trade.id,
      currency: trade.currency,
      price: '8.40',
      profit: '-1.60',
      is_sellable: true,
      reason: null,
      asked_at: new Date().toISOString(),
      age_seconds: 0.2,
      valid_until: new Date(Date.now() + 10_000).toISOString(),
    });
  },
  'POST trades/:/close': ({ trades }, _, id) => {
    const trade = trades.find((candidate) => candidate.id === id);
    return trade ? ok(trade) : problem(404, 'NOT_FOUND', 'No such trade');
  },
  'GET notifications': ({ notifications }) =>
    list(notifications, { unread: notifications.filter(({ read_at }) => !read_at).length }),
  'POST notifications/:/read': () => ({ status: 204 }),
  'POST notifications/read-all': readAll,
  'GET market/symbols': () => list(INSTRUMENTS.map(({ base: _, ...symbol }) => symbol)),
  'GET market/symbols/:/candles': candles,
};
