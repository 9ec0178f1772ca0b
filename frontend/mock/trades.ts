import { randomUUID } from 'node:crypto';
import type { Account, Decision, Preview, Trade, TradeRequest } from '../src/lib/api/types.ts';
import { RISING } from './engine/signals.ts';
import { findInstrument, quoteAt } from './market.ts';

const PAYOUT_RATIO = 1.95;

export function makeDecision(part: Partial<Decision> = {}): Decision {
  return {
    outcome: 'accepted',
    code: null,
    detail: null,
    facts: {},
    mode: 'advisory',
    consensus: { direction: 'RISE', confidence: '0.7600', agreeing: 2, votes: RISING },
    cost: null,
    window_hash: '3f1c9a5e70b18d2c4f6a9b0c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6',
    tick_epoch: 1795485600,
    decided_at: '2026-11-24T02:00:00Z',
    thresholds: { daily_loss_limit: '100.00', max_open_trades: '10' },
    nearest_miss: { code: 'MAX_OPEN_TRADES', value: '3', limit: '10', used: '0.3000' },
    ...part,
  };
}

function money(amount: number): string {
  return amount.toFixed(2);
}

function isFall({ trade_type }: TradeRequest): boolean {
  return ['FALL', 'PUT'].includes(trade_type);
}

function isDenied(account: Account, request: TradeRequest): boolean {
  return account.consensus_mode === 'enforced' && isFall(request);
}

/** Decide as the product would: a real account follows the vote. */
export function decide(account: Account, request: TradeRequest): Decision {
  if (!isDenied(account, request)) return makeDecision({ mode: account.consensus_mode });
  return makeDecision({
    outcome: 'denied',
    mode: 'enforced',
    code: 'CONSENSUS_NOT_REACHED',
    detail: 'Expected 2 of 3 votes for FALL, got 0',
  });
}

export function preview(account: Account, request: TradeRequest, ageSeconds: number): Preview {
  const quotedAt = Date.now() - ageSeconds * 1000;
  const stake = Number(request.stake);
  const profit = stake * (PAYOUT_RATIO - 1);
  const decision = decide(account, request);
  return {
    stake: money(stake),
    payout: money(stake * PAYOUT_RATIO),
    profit_if_won: money(profit),
    commission: money(profit * 0.2),
    markup: money(profit * 0.1),
    net_profit_if_won: money(profit * 0.7),
    break_even_win_rate: (stake / (stake + profit * 0.7)).toFixed(4),
    is_indicative: account.kind === 'demo',
    quoted_at: new Date(quotedAt).toISOString(),
    price_age_seconds: ageSeconds,
    price_valid_until: new Date(quotedAt + 15_000).toISOString(),
    measured: [measured(request, profit * 0.7)],
    consensus: decision.consensus,
    would_be: decision.outcome,
    reason: decision.code,
    detail: decision.detail,
    decision,
  };
}

function measured(request: TradeRequest, net: number): NonNullable<Preview['measured']>[number] {
  const stake = Number(request.stake);
  const worth = (rate: number) => money(rate * (stake + net) - stake);
  return {
    strategy: 'momentum',
    agrees: !isFall(request),
    wins: 31,
    count: 54,
    rate: '0.5741',
    low: '0.4416',
    high: '0.6967',
    expected_value: worth(0.5741),
    expected_low: worth(0.4416),
    expected_high: worth(0.6967),
  };
}

export function makeTrade(part: Partial<Trade> = {}): Trade {
  return {
    id: randomUUID(),
    account_id: 'acc-demo',
    account_kind: 'demo',
    currency: 'USD',
    symbol: 'R_100',
    trade_type: 'RISE',
    contract_type: 'CALL',
    status: 'pending',
    reason: null,
    stake: '10.00',
    expiry_minutes: 1,
    quoted_payout: '19.50',
    payout: null,
    entry_spot: null,
    entry_at: null,
    exit_spot: null,
    exit_at: null,
    profit: null,
    commission: null,
    markup: null,
    fees_simulated: true,
    contract_id: null,
    requested_at: '2026-11-24T02:00:00Z',
    opened_at: null,
    expires_at: null,
    settled_at: null,
    decision: makeDecision(),
    ...part,
  };
}

export function newTrade(account: Account, request: TradeRequest): Trade {
  return makeTrade({
    account_id: account.id,
    account_kind: account.kind,
    symbol: request.symbol,
    trade_type: request.trade_type,
    contract_type: isFall(request) ? 'PUT' : 'CALL',
    stake: money(Number(request.stake)),
    expiry_minutes: request.expiry_minutes,
    quoted_payout: money(Number(request.stake) * PAYOUT_RATIO),
    requested_at: new Date().toISOString(),
    decision: decide(account, request),
  });
}

function spotAt(symbol: string, time: number): string {
  const instrument = findInstrument(symbol);
  return instrument ? quoteAt(instrument, Math.floor(time / 1000)) : '0';
}

export function openTrade(trade: Trade, now: number, lengthMs: number): Trade {
  const at = new Date(now).toISOString();
  return {
    ...trade,
    status: 'open',
    payout: trade.quoted_payout,
    opened_at: at,
    entry_at: at,
    entry_spot: spotAt(trade.symbol, now),
    expires_at: new Date(now + lengthMs).toISOString(),
    contract_id: `C${now}`,
  };
}

export function settleTrade(trade: Trade, now: number): Trade {
  const exit = spotAt(trade.symbol, now);
  const rose = Number(exit) > Number(trade.entry_spot);
  const won = trade.contract_type === 'CALL' ? rose : !rose;
  const profit = Number(trade.quoted_payout) - Number(trade.stake);
  const at = new Date(now).toISOString();
  return {
    ...trade,
    status: won ? 'won' : 'lost',
    payout: won ? trade.quoted_payout : '0.00',
    profit: won ? money(profit) : `-${trade.stake}`,
    commission: won ? money(profit * 0.2) : '0.00',
    markup: won ? money(profit * 0.1) : '0.00',
    exit_spot: exit,
    exit_at: at,
    settled_at: at,
  };
}
