import type { HitRate, Signal, SignalDetail, Vote } from '../../src/lib/api/types.ts';
import { INSTRUMENTS, findInstrument, quoteAt } from '../market.ts';

type Facts = Vote['facts'];

function vote(
  strategy: string,
  direction: Vote['direction'],
  confidence: string,
  facts: Facts,
): Vote {
  return { strategy, direction, confidence, facts };
}

export const RISING: Vote[] = [
  vote('breakout', 'RISE', '0.7817', {
    break_in_atr: '0.37640',
    atr: '0.84213',
    high: '1833.20000',
    low: '1829.71000',
    squeeze: 'yes',
  }),
  vote('momentum', 'RISE', '0.7402', {
    histogram_in_atr: '0.31240',
    rsi: '61.24110',
    atr: '0.84213',
  }),
  vote('scalping', null, '0.0000', {
    reason: 'no clear move',
    z: '0.31200',
    imbalance: '-0.07140',
  }),
];

const SPLIT: Vote[] = [
  vote('breakout', null, '0.0000', {
    reason: 'inside the channel',
    high: '284.91230',
    low: '283.70110',
  }),
  vote('momentum', null, '0.0000', {
    reason: 'cross, histogram and RSI differ',
    gap_in_atr: '-0.20410',
    histogram_in_atr: '0.04120',
    rsi: '47.90210',
  }),
  vote('scalping', 'FALL', '0.6840', { z: '-1.61200', imbalance: '-0.56210' }),
];

const WARMING: Vote[] = [
  vote('breakout', null, '0.0000', { reason: 'warm-up' }),
  vote('momentum', null, '0.0000', { reason: 'warm-up' }),
  vote('scalping', null, '0.0000', { reason: 'warm-up', ticks: '12' }),
];

interface Seen {
  symbol: string;
  votes: Vote[];
  direction: Vote['direction'];
  confidence: string;
  agreeing: number;
  reason: Signal['reason'];
}

const SEEN: Seen[] = [
  {
    symbol: 'R_100',
    votes: RISING,
    direction: 'RISE',
    confidence: '0.7610',
    agreeing: 2,
    reason: null,
  },
  {
    symbol: 'R_50',
    votes: SPLIT,
    direction: null,
    confidence: '0.6840',
    agreeing: 1,
    reason: { code: 'TOO_FEW_VOTES', detail: '1 of 2 votes needed agree' },
  },
  {
    symbol: '1HZ10V',
    votes: WARMING,
    direction: null,
    confidence: '0.0000',
    agreeing: 0,
    reason: { code: 'NO_VOTES', detail: 'No strategy sees a direction' },
  },
  {
    symbol: 'frxUSDJPY',
    votes: SPLIT,
    direction: null,
    confidence: '0.6840',
    agreeing: 1,
    reason: { code: 'STALE_FEED', detail: 'The last price is of 2026-11-20T21:54:58Z' },
  },
];

/** Show what the strategies see on the symbols that are followed. */
export function signals(now: number): Signal[] {
  return SEEN.map(({ symbol, votes, direction, confidence, agreeing, reason }) => {
    const instrument = findInstrument(symbol) ?? INSTRUMENTS[0];
    const isStale = reason?.code === 'STALE_FEED';
    return {
      symbol,
      name: instrument?.name ?? symbol,
      spot: instrument ? quoteAt(instrument, Math.floor(now / 1000)) : '0',
      seen_at: isStale ? '2026-11-20T21:54:58Z' : new Date(now).toISOString(),
      is_stale: isStale,
      consensus: { direction, confidence, agreeing, votes },
      reason,
    };
  });
}

const rate = (wins: number, count: number, low: string, high: string): HitRate => ({
  wins,
  count,
  rate: count ? (wins / count).toFixed(4) : null,
  low,
  high,
});

const RATES: Record<string, HitRate> = {
  breakout: rate(23, 41, '0.4102', '0.7013'),
  momentum: rate(48, 97, '0.3974', '0.5926'),
  scalping: rate(0, 0, '0.0000', '1.0000'),
};

export function signalDetail(signal: Signal, minutes: number): SignalDetail {
  return {
    ...signal,
    expiry_minutes: minutes as SignalDetail['expiry_minutes'],
    hit_rates: RATES,
    measured_candles: 499,
  };
}
