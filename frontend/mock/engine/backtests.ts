import type {
  Backtest,
  BacktestDetail,
  BacktestIn,
  BacktestOptions,
  BacktestResult,
  HitRate,
} from '../../src/lib/api/types.ts';
import { invalid, list, ok, problem, type Handler, type MockAnswer } from '../answers.ts';
import type { MockState } from '../state.ts';
import { SETTINGS } from './sessions.ts';

const OPTIONS: BacktestOptions = {
  sources: ['history', 'csv', 'synthetic'],
  csv_columns: ['epoch', 'open', 'high', 'low', 'close'],
  most_csv_bytes: 4_000_000,
  most_candles: 200_000,
  most_history_days: 60,
  most_active: 3,
  most_compared: 6,
  most_quotes: 1000,
  payout_ratio: '1.95',
  bounds: {
    'limits.daily_loss_limit': { low: '1.00', high: '5000.00' },
    'limits.max_consecutive_losses': { low: '1', high: '20' },
    'limits.max_open_trades': { low: '1', high: '50' },
    'limits.cooldown_losses': { low: '1', high: '20' },
    'limits.cooldown_minutes': { low: '1', high: '1440' },
    'limits.daily_take_profit': { low: '0.01', high: '100000' },
    min_confidence: { low: '0', high: '1' },
    commission_rate: { low: '0', high: '0.70' },
    markup_rate: { low: '0', high: '0.50' },
    'payout.ratio': { low: '1.01', high: '10' },
  },
};

const rate = (wins: number, count: number, low: string, high: string): HitRate => ({
  wins,
  count,
  rate: count ? (wins / count).toFixed(4) : null,
  low,
  high,
});

const START = Date.parse('2026-11-22T00:00:00Z');

function curve(): BacktestResult['curve'] {
  let peak = 10_000;
  return Array.from({ length: 160 }, (_, index) => {
    const equity = 10_000 + Math.sin(index / 9) * 22 + Math.sin(index / 3) * 6 - index * 0.35;
    peak = Math.max(peak, equity);
    return {
      at: new Date(START + index * 1_080_000).toISOString(),
      equity: equity.toFixed(2),
      drawdown: (peak - equity).toFixed(2),
    };
  });
}

function makeResult(): BacktestResult {
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    name: String(hour).padStart(2, '0'),
    hit_rate: rate(2 + (hour % 4), 6, '0.1881', '0.8119'),
    net: (((hour % 4) - 1.4) * 2.1).toFixed(2),
  }));
  return {
    data: 'R_100 from the broker, 2026-11-22 to 2026-11-24',
    first_candle_at: '2026-11-22T00:00:00Z',
    last_candle_at: '2026-11-23T23:59:00Z',
    candles: 2880,
    decisions: 211,
    trades: 144,
    cancelled: 0,
    hit_rate: rate(78, 144, '0.4602', '0.6210'),
    break_even: '0.5682',
    chance: '0.7421',
    told_from_chance: false,
    warning:
      'This cannot be told from chance: break-even 0.5682 lies in the interval 0.4602 to 0.6210.',
    expectancy: { count: 144, mean: '-0.24', low: '-0.61', high: '0.13' },
    opening_balance: '10000.00',
    closing_balance: '9965.44',
    profit: '-19.80',
    fees: '14.76',
    net: '-34.56',
    max_drawdown: '61.20',
    longest_losing_streak: 5,
    reasons: { ACCEPTED: 144, MAX_OPEN_TRADES: 61, DAILY_LOSS_LIMIT: 6 },
    rested: { CONSECUTIVE_LOSSES: 1 },
    strategies: [
      { name: 'breakout', hit_rate: rate(70, 130, '0.4526', '0.6219'), net: '-31.10' },
      { name: 'momentum', hit_rate: rate(78, 144, '0.4602', '0.6210'), net: '-34.56' },
    ],
    hours,
    curve: curve(),
    failed_strategies: {},
    hash: '5e3f0a9b1c2d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7',
  };
}

const RUN_SETTINGS: Backtest['settings'] = {
  strategies: SETTINGS.strategies,
  min_agreeing: 2,
  min_confidence: '0.7000',
  expiry_minutes: 5,
  staking: SETTINGS.staking,
  limits: {
    daily_loss_limit: '100.00',
    min_stake: '0.35',
    max_stake: '1000.00',
    max_consecutive_losses: 5,
    max_open_trades: 1,
    cooldown_losses: null,
    cooldown_minutes: 15,
    daily_take_profit: null,
    trading_hours: [],
  },
  payout: { ratio: '1.9500', quotes: 0, quote_seconds: 60, max_payout: '50000.00' },
  account_kind: 'demo',
  opening_balance: '10000.00',
  leverage: 1,
  commission_rate: '0.2000',
  markup_rate: '0.0000',
  when_halted: 'resume',
  allow_equals: false,
  allows_gaps: false,
  decimals: 2,
};

const HEADLINE: Backtest['headline'] = {
  candles: 2880,
  trades: 144,
  net: '-34.56',
  max_drawdown: '61.20',
  win_rate: '0.5417',
  break_even: '0.5682',
  told_from_chance: false,
  hash: '5e3f0a9b',
};

export function makeBacktest(part: Partial<BacktestDetail> = {}): BacktestDetail {
  return {
    id: 'backtest-1',
    name: 'Two days, five minutes',
    symbol: 'R_100',
    status: 'done',
    is_cancelling: false,
    source: {
      kind: 'history',
      starts_at: '2026-11-22T00:00:00Z',
      ends_at: '2026-11-24T00:00:00Z',
      seed: null,
      candles: null,
      description: 'the broker’s history',
    },
    settings: RUN_SETTINGS,
    progress: { share: '1.0000', done: 2880, total: 2880 },
    created_at: '2026-11-24T01:00:00Z',
    started_at: '2026-11-24T01:00:02Z',
    ended_at: '2026-11-24T01:00:05Z',
    headline: HEADLINE,
    failure: null,
    result: makeResult(),
    ...part,
  };
}

/** A run that has a third of its candles behind it. */
export function makeRunningBacktest(part: Partial<BacktestDetail> = {}): BacktestDetail {
  return makeBacktest({
    id: 'backtest-2',
    name: '',
    status: 'running',
    progress: { share: '0.3300', done: 950, total: 2880 },
    ended_at: null,
    headline: null,
    result: null,
    ...part,
  });
}

function withRun(state: MockState, id: string, answer: (run: BacktestDetail) => MockAnswer) {
  const run = state.backtests.find((each) => each.id === id);
  return run ? answer(run) : problem(404, 'NOT_FOUND', `No backtest ${id}`);
}

const create: Handler = (state, { body }) => {
  const { name, symbol, source } = body as unknown as BacktestIn;
  if (source.kind === 'csv' && !source.csv?.startsWith('epoch,open,high,low,close'))
    return invalid([
      { field: 'source.csv', message: 'Expected the header epoch,open,high,low,close' },
    ]);
  state.sequence += 1;
  const run = makeRunningBacktest({ id: `backtest-new-${state.sequence}`, name, symbol });
  state.backtests.unshift(run);
  return ok(run, 202);
};

const remove: Handler = (state, _, id = '') =>
  withRun(state, id, (run) => {
    if (run.status === 'running')
      return ok(Object.assign(run, { status: 'cancelled' satisfies Backtest['status'] }), 202);
    state.backtests = state.backtests.filter((each) => each !== run);
    return { status: 204 };
  });

const compare: Handler = (state, { query }) => {
  const ids = (query.get('ids') ?? '').split(',');
  const runs = state.backtests.filter(({ id }) => ids.includes(id));
  return ok({
    ids: runs.map(({ id }) => id),
    names: runs.map(({ name, symbol }) => name || symbol),
    lines: [
      { figure: 'trades', values: runs.map(({ headline }) => String(headline?.trades ?? 0)) },
      { figure: 'net', values: runs.map(({ headline }) => headline?.net ?? '0.00') },
      { figure: 'win_rate', values: runs.map(({ headline }) => headline?.win_rate ?? '') },
    ],
    best: runs[0]?.id ?? '',
    warning: 'The best of several runs is the likelier to be luck the more were tried.',
  });
};

export const BACKTEST_ROUTES: Record<string, Handler> = {
  'GET engine/backtests/options': () => ok(OPTIONS),
  'GET engine/backtests/compare': compare,
  'GET engine/backtests': ({ backtests }) => list(backtests.map(({ result: _, ...run }) => run)),
  'POST engine/backtests': create,
  'GET engine/backtests/:/:.csv': () => ok('at,equity\n'),
  'GET engine/backtests/:': (state, _, id = '') => withRun(state, id, ok),
  'DELETE engine/backtests/:': remove,
};
