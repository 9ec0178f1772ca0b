import type { components } from '../src/generated/api.ts';
import type {
  Account,
  BacktestDetail,
  EngineSessionDetail,
  Notification,
  ParityDay,
  StoredDecision,
  Trade,
  User,
} from '../src/lib/api/types.ts';

export interface MockState {
  user: User;
  signedIn: boolean;
  accounts: Account[];
  trades: Trade[];
  notifications: Notification[];
  sessions: EngineSessionDetail[];
  decisions: StoredDecision[];
  backtests: BacktestDetail[];
  parity: ParityDay[];
  idempotency: Map<string, Trade>;
  sequence: number;
  quoteAgeSeconds: number;
  checks: Record<string, components['schemas']['BookCheck']>;
  findings?: components['schemas']['Finding'][];
}

const LIMITS: Account['limits'] = {
  daily_loss_limit: '100.00',
  max_consecutive_losses: 5,
  min_stake: '0.35',
  max_stake: '1000.00',
  max_open_trades: 10,
  daily_take_profit: null,
  cooldown_losses: null,
  cooldown_minutes: 15,
  trading_hours: [],
  session_loss_limit: null,
  session_minutes: null,
  max_exposure: '500.00',
  leverage: 1,
};

export function makeAccount(part: Partial<Account> = {}): Account {
  return {
    id: 'acc-demo',
    kind: 'demo',
    currency: 'USD',
    balance: '10000.00',
    is_default: true,
    status: 'active',
    consensus_mode: 'advisory',
    limits: LIMITS,
    pending_limits: null,
    pending_leverage: null,
    exposure: '0.00',
    open_trades: 0,
    day_result: '-12.40',
    consecutive_losses: 1,
    halted_at: null,
    resumable_at: null,
    excluded_until: null,
    last_trade_at: '2026-11-24T01:58:00Z',
    last_loss_at: null,
    broker_account_id: null,
    created_at: '2026-11-20T09:00:00Z',
    ...part,
  };
}

export function makeUser(part: Partial<User> = {}): User {
  return {
    id: 'user-1',
    email: 'ada@example.com',
    username: 'ada',
    country: 'NG',
    real_trading_allowed: true,
    affiliate_code: 'ada',
    referred_by: 'dangote_fx',
    created_at: '2026-11-20T09:00:00Z',
    ...part,
  };
}

export function makeNotification(part: Partial<Notification> = {}): Notification {
  return {
    id: 'note-1',
    kind: 'trade_settled',
    title: 'Trade won',
    body: 'Your Rise on R_100 paid $19.50.',
    created_at: '2026-11-24T02:00:00Z',
    read_at: null,
    ...part,
  };
}

export function createState(part: Partial<MockState> = {}): MockState {
  return {
    user: makeUser(),
    signedIn: false,
    accounts: [
      makeAccount(),
      makeAccount({
        id: 'acc-real',
        kind: 'real',
        balance: '240.15',
        is_default: false,
        consensus_mode: 'enforced',
        broker_account_id: 'ROT90012345',
      }),
    ],
    trades: [],
    notifications: [makeNotification()],
    sessions: [],
    decisions: [],
    backtests: [],
    parity: [],
    idempotency: new Map(),
    sequence: 0,
    quoteAgeSeconds: 3,
    checks: {},
    ...part,
  };
}
