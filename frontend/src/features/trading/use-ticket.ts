import { useMemo, useState } from 'react';
import type { Account, MarketSymbol, TradeRequest } from '@/lib/api/types';
import {
  DEFAULT_CONTRACT_TYPE,
  EXPIRY_MINUTES,
  type ContractSide,
  type Minutes,
} from './contract-types';
import { normalizeStake, stakeProblem } from './stake';

export interface Ticket {
  stake: string;
  minutes: Minutes;
  allowEquals: boolean;
  minPayout: string;
}

const EMPTY: Ticket = { stake: '10.00', minutes: 1, allowEquals: false, minPayout: '' };

/** List the expiries the ticket knows and the symbol offers. */
export function offeredMinutes(symbol: MarketSymbol): Minutes[] {
  return EXPIRY_MINUTES.filter((minutes) => symbol.durations.includes(minutes));
}

/** Hold what the trader has typed, and turn it into requests once it makes sense. */
export function useTicket(account: Account, symbol: MarketSymbol) {
  const [ticket, setTicket] = useState(EMPTY);
  const offered = offeredMinutes(symbol);
  const minutes = offered.includes(ticket.minutes)
    ? ticket.minutes
    : (offered[0] ?? ticket.minutes);
  const problem = stakeProblem(ticket.stake, {
    min: account.limits.min_stake,
    max: account.limits.max_stake,
  });
  const requests = useMemo(
    () =>
      DEFAULT_CONTRACT_TYPE.sides.map((side) => request(account, symbol, ticket, minutes, side)),
    [account.id, account.kind, symbol.symbol, ticket, minutes], // eslint-disable-line react-hooks/exhaustive-deps -- balances change often and do not matter here
  );
  const change = (part: Partial<Ticket>) => setTicket((known) => ({ ...known, ...part }));
  const isReady = !problem && offered.length > 0 && symbol.is_open && account.status === 'active';
  return { ticket: { ...ticket, minutes }, change, offered, problem, requests, isReady };
}

function request(
  account: Account,
  symbol: MarketSymbol,
  ticket: Ticket,
  minutes: Minutes,
  side: ContractSide,
): TradeRequest {
  return {
    account_id: account.id,
    symbol: symbol.symbol,
    trade_type: side.tradeType,
    stake: normalizeStake(ticket.stake),
    expiry_minutes: minutes,
    allow_equals: ticket.allowEquals,
    ...(account.kind !== 'demo' && ticket.minPayout ? { min_payout: ticket.minPayout } : {}),
  };
}
