import type {
  EngineSessionDetail,
  OddsIn,
  SessionIn,
  SessionSettingsIn,
  StopReason,
} from '../../src/lib/api/types.ts';
import {
  invalid,
  list,
  ok,
  problem,
  withAccount,
  type Handler,
  type MockAnswer,
} from '../answers.ts';
import type { MockState } from '../state.ts';
import { BACKTEST_ROUTES } from './backtests.ts';
import { oddsOf } from './odds.ts';
import { OPTIONS } from './options.ts';
import { looks, newSession } from './sessions.ts';
import { signalDetail, signals } from './signals.ts';

function withSession(
  { sessions }: MockState,
  id: string,
  answer: (session: EngineSessionDetail) => MockAnswer,
): MockAnswer {
  const session = sessions.find((each) => each.id === id);
  return session ? answer(session) : problem(404, 'NOT_FOUND', `No session ${id}`);
}

const NEXT: Record<string, Partial<EngineSessionDetail>> = {
  running: { status: 'running', next_check: { when: 'next_tick', at: null } },
  paused: { status: 'paused', next_check: { when: 'when_running', at: null } },
};

function move(to: 'running' | 'paused'): Handler {
  return (state, _, id = '') =>
    withSession(state, id, (session) => {
      const isActive = ({ id: other, status }: EngineSessionDetail) =>
        other !== id && ['running', 'paused'].includes(status);
      const other = state.sessions.find(isActive);
      if (other) {
        const message = `Session ${other.id} is active on this account; stop it first`;
        const errors = [{ field: 'account_id', message }];
        return problem(422, 'SESSION_OVERLAP', message, { errors });
      }
      const at = new Date().toISOString();
      return ok(Object.assign(session, NEXT[to], { started_at: session.started_at ?? at }));
    });
}

/** End a session as the trader would. */
export function stopSession(session: EngineSessionDetail, stop_reason: StopReason): void {
  Object.assign(session, {
    status: 'stopped',
    stop_reason,
    stopped_at: new Date().toISOString(),
    next_check: { when: 'never', at: null },
  });
}

function between(
  value: string | number | null | undefined,
  low: string,
  high: string,
  field: string,
) {
  if (value === null || value === undefined) return [];
  const number = Number(value);
  if (number >= Number(low) && number <= Number(high)) return [];
  return [{ field, message: `Expected from ${low} to ${high}, was ${value}` }];
}

const create: Handler = (state, { body }) => {
  const asked = body as unknown as SessionIn;
  const limits: Record<string, string | number | null | undefined> = { ...asked.limits };
  const errors = [
    ...between(asked.symbols.length, '1', String(OPTIONS.most_symbols), 'symbols'),
    ...Object.entries(OPTIONS.limit_bounds).flatMap(([name, { low, high }]) =>
      between(limits[name], low, high, `limits.${name}`),
    ),
  ];
  if (errors.length) return invalid(errors);
  state.sequence += 1;
  const session = newSession(asked, `session-new-${state.sequence}`, Date.now());
  state.sessions.unshift(session);
  return ok(session, 201);
};

const decisions: Handler = ({ decisions: known }, { query }) => {
  const wanted = query.get('session_id');
  const items = known.filter(({ session_id }) => !wanted || session_id === wanted);
  const by_reason: Record<string, number> = {};
  items.forEach(({ decision }) => {
    const code = decision.code ?? 'ACCEPTED';
    by_reason[code] = (by_reason[code] ?? 0) + 1;
  });
  return list(items, { by_reason });
};

const exclude: Handler = (state, { body }, id = '') =>
  withAccount(state, id, (account) => {
    const until = String(body['until']);
    const now = account.excluded_until;
    if (Date.parse(until) <= Date.now())
      return invalid([{ field: 'until', message: 'Expected a moment to come' }]);
    if (now && Date.parse(until) < Date.parse(now))
      return invalid([{ field: 'until', message: `Expected no earlier than ${now}` }]);
    return ok(Object.assign(account, { excluded_until: until }));
  });

/** The engine's routes, one line each. */
export const ENGINE_ROUTES: Record<string, Handler> = {
  'GET engine/options': () => ok(OPTIONS),
  'GET engine/signals': () => list(signals(Date.now())),
  'GET engine/signals/:': (_, { query }, symbol = '') => {
    const signal = signals(Date.now()).find((each) => each.symbol === symbol);
    const said = `Nobody follows ${symbol} now; open it on the trading page`;
    if (!signal) return problem(404, 'NOT_FOUND', said);
    return ok(signalDetail(signal, Number(query.get('expiry_minutes') ?? '5')));
  },
  'POST engine/odds': (state, { body }) => {
    const asked = body as unknown as OddsIn;
    return withAccount(state, asked.account_id, (account) => ok(oddsOf(asked, account)));
  },
  'GET engine/decisions': decisions,
  'GET engine/parity': ({ parity }) => list(parity),
  'GET engine/sessions': ({ sessions }, { query }) =>
    list(sessions.filter(({ account_id }) => account_id === query.get('account_id'))),
  'POST engine/sessions': create,
  'GET engine/sessions/:': (state, _, id = '') => withSession(state, id, ok),
  'PUT engine/sessions/:': (state, { body }, id = '') =>
    withSession(state, id, (session) => {
      if (session.status !== 'ready')
        return problem(409, 'SESSION_STARTED', 'The session has started');
      const asked = { account_id: session.account_id, ...(body as unknown as SessionSettingsIn) };
      return ok(Object.assign(session, { settings: newSession(asked, id, 0).settings }));
    }),
  'DELETE engine/sessions/:': (state, _, id = '') => {
    state.sessions = state.sessions.filter((each) => each.id !== id);
    return { status: 204 };
  },
  'POST engine/sessions/:/start': move('running'),
  'POST engine/sessions/:/resume': move('running'),
  'POST engine/sessions/:/pause': move('paused'),
  'POST engine/sessions/:/stop': (state, _, id = '') =>
    withSession(state, id, (session) => {
      stopSession(session, 'stopped_by_owner');
      return ok(session);
    }),
  'GET engine/sessions/:/export': (state, { query }, id = '') =>
    withSession(state, id, ({ hash }) =>
      ok({ kind: 'session', hash, symbol: query.get('symbol') }),
    ),
  'POST accounts/:/exclude': exclude,
  ...BACKTEST_ROUTES,
};

/** Tell what running sessions see now, as the trader's `signal` frames do. */
export function sessionFrames({ sessions }: MockState, now: number): Record<string, unknown>[] {
  return sessions
    .filter(({ status }) => status === 'running')
    .flatMap((session) => {
      session.looks = looks(now, session.settings.symbols);
      return session.looks.map((look) => ({ session_id: session.id, look }));
    });
}
