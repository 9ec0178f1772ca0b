import type {
  EngineSessionDetail,
  Look,
  Replay,
  SessionIn,
  SessionSettings,
  StoredDecision,
} from '../../src/lib/api/types.ts';
import { makeDecision } from '../trades.ts';
import { signals } from './signals.ts';

export const SETTINGS: SessionSettings = {
  symbols: ['R_100', 'R_50'],
  strategies: [
    { name: 'breakout', weight: 2, parameters: { min_break: '0.2' } },
    { name: 'momentum', weight: 1, parameters: {} },
    { name: 'scalping', weight: 1, parameters: {} },
  ],
  expiry_minutes: 5,
  staking: { kind: 'fixed', stake: '5.00', balance_share: '0.0100' },
  limits: {
    max_loss: '40.00',
    take_profit: '60.00',
    max_minutes: 240,
    max_trades: 50,
    max_open_trades: 1,
  },
  hours: [],
};

const HASH = '8d1f2bb7c03f4c5d9e0a6b7f5a1c2d3e4f5061728394a5b6c7d8e9f00112233a';

export function makeSession(part: Partial<EngineSessionDetail> = {}): EngineSessionDetail {
  return {
    id: 'session-1',
    account_id: 'acc-demo',
    status: 'ready',
    stop_reason: null,
    settings: SETTINGS,
    created_at: '2026-11-24T01:00:00Z',
    started_at: null,
    stopped_at: null,
    ends_at: null,
    next_check: { when: 'when_running', at: null },
    trades: 0,
    open_trades: 0,
    open_stakes: '0.00',
    won: 0,
    lost: 0,
    result: '0.00',
    decisions: 0,
    reasons: {},
    last_decision_at: null,
    hash: HASH,
    looks: [],
    nearest: null,
    replays: [],
    ...part,
  };
}

/** A session in the middle of its work. */
export function makeRunning(part: Partial<EngineSessionDetail> = {}): EngineSessionDetail {
  return makeSession({
    status: 'running',
    started_at: '2026-11-24T01:00:20Z',
    ends_at: '2026-11-24T05:00:20Z',
    next_check: { when: 'next_tick', at: null },
    trades: 7,
    open_trades: 1,
    open_stakes: '5.00',
    won: 4,
    lost: 2,
    result: '6.05',
    decisions: 19,
    reasons: { ACCEPTED: 7, SESSION_OPEN_TRADES: 9, QUOTE_UNAVAILABLE: 3 },
    last_decision_at: '2026-11-24T01:58:00Z',
    looks: looks(Date.now(), ['R_100', 'R_50']),
    nearest: {
      symbol: 'R_50',
      agreeing: 2,
      confidence: '0.6920',
      at: '2026-11-24T01:44:12Z',
    },
    ...part,
  });
}

export function makeStopped(part: Partial<EngineSessionDetail> = {}): EngineSessionDetail {
  return makeRunning({
    id: 'session-0',
    status: 'stopped',
    stop_reason: 'loss_limit',
    stopped_at: '2026-11-23T20:12:00Z',
    next_check: { when: 'never', at: null },
    open_trades: 0,
    open_stakes: '0.00',
    won: 1,
    lost: 9,
    trades: 10,
    result: '-37.85',
    replays: [makeReplay()],
    ...part,
  });
}

export function makeReplay(part: Partial<Replay> = {}): Replay {
  return {
    symbol: 'R_100',
    verdict: 'same',
    decisions: 19,
    expected: HASH,
    found: HASH,
    checked_at: '2026-11-24T02:10:00Z',
    ...part,
  };
}

/** Show what a session sees on its symbols at a moment (milliseconds). */
export function looks(now: number, symbols: readonly string[]): Look[] {
  const seen = signals(now);
  return symbols.map((symbol) => {
    const found = seen.find((each) => each.symbol === symbol);
    return {
      symbol,
      consensus: found?.consensus ?? null,
      reason: found?.reason ?? null,
      seen_at: found?.seen_at ?? null,
    };
  });
}

/** Prepare a session as asked for. */
export function newSession(body: SessionIn, id: string, now: number): EngineSessionDetail {
  const { account_id, odds_accepted: _, ...settings } = body;
  const strategies = settings.strategies.map(({ name, weight, parameters = {} }) => ({
    name,
    weight,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, String(value)]),
    ),
  }));
  const { max_loss, take_profit = null, max_minutes = null, max_trades = null } = settings.limits;
  return makeSession({
    id,
    account_id,
    created_at: new Date(now).toISOString(),
    settings: {
      symbols: settings.symbols,
      strategies,
      expiry_minutes: settings.expiry_minutes,
      staking: {
        kind: settings.staking.kind,
        stake: String(settings.staking.stake),
        balance_share: String(settings.staking.balance_share),
      },
      limits: {
        max_loss: String(max_loss),
        take_profit: take_profit === null ? null : String(take_profit),
        max_minutes,
        max_trades,
        max_open_trades: settings.limits.max_open_trades,
      },
      hours: settings.hours ?? [],
    },
  });
}

export function makeStored(part: Partial<StoredDecision> = {}): StoredDecision {
  return {
    id: 'decision-1',
    session_id: 'session-1',
    symbol: 'R_100',
    trade_type: 'RISE',
    direction: 'RISE',
    stake: '5.00',
    expiry_minutes: 5,
    decision: makeDecision({ mode: 'enforced' }),
    hash: '41f0c7d9a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c',
    ...part,
  };
}

export const DECISIONS: StoredDecision[] = [
  makeStored({ decision: makeDecision({ mode: 'enforced', decided_at: '2026-11-24T01:58:00Z' }) }),
  makeStored({
    id: 'decision-2',
    decision: makeDecision({
      outcome: 'denied',
      mode: 'enforced',
      code: 'SESSION_LOSS_LIMIT',
      detail:
        "The session's loss could pass its limit: lost=31.00 open_stakes=5.00 stake=5.00 limit=40.00",
      facts: { lost: '31.00', open_stakes: '5.00', stake: '5.00', limit: '40.00' },
      decided_at: '2026-11-24T01:51:00Z',
    }),
  }),
  makeStored({
    id: 'decision-3',
    symbol: 'R_50',
    trade_type: 'FALL',
    direction: 'FALL',
    decision: makeDecision({
      outcome: 'denied',
      mode: 'enforced',
      code: 'QUOTE_UNAVAILABLE',
      detail: 'No price is available: symbol=R_50',
      facts: { symbol: 'R_50' },
      decided_at: '2026-11-24T01:47:30Z',
    }),
  }),
];
