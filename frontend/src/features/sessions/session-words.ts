import type { EngineSession } from '@/lib/api/types';
import { formatDateTime } from '@/lib/format/date';

const STOPS: Record<NonNullable<EngineSession['stop_reason']>, string> = {
  stopped_by_owner: 'You stopped it',
  loss_limit: 'Its loss limit leaves no room for the next stake',
  take_profit: 'Its profit is reached',
  time_limit: 'Its time is over',
  trades_limit: 'It has made its trades',
  account_halted: 'The account was halted',
  account_frozen: 'The account waits for a person to look at it',
  link_expired: 'The account must be linked again',
  self_excluded: 'You excluded yourself',
};

/** Say in words why a session is over. */
export function stopWords({ stop_reason }: EngineSession): string | null {
  return stop_reason && STOPS[stop_reason];
}

/** Say in words what becomes of trades that are open when it is over. */
export function openWords(open: number): string {
  if (!open) return '';
  return open === 1
    ? 'One open trade runs on to its end.'
    : `${open} open trades run on to their end.`;
}

/** Say in words when the votes are looked at next. */
export function nextCheckWords({ next_check: { when, at } }: EngineSession): string {
  if (when === 'opens_at' && at) return `Rests by its schedule until ${formatDateTime(at)}`;
  return {
    next_tick: 'On the next tick',
    open_trade_ends: 'When an open trade ends',
    opens_at: 'When its schedule opens',
    when_running: 'Once it runs',
    never: 'Never: it is over',
  }[when];
}

/** Say in words how much is staked. */
export function stakingWords({ settings: { staking } }: EngineSession, currency: string): string {
  const { kind, stake, balance_share } = staking;
  if (kind === 'percentage') return `${Number(balance_share) * 100} % of the balance`;
  return kind === 'fixed' ? `${stake} ${currency} each` : `Fibonacci from ${stake} ${currency}`;
}
