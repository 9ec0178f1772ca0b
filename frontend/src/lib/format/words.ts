/** Turn a code such as `deriv_demo` or `DAILY_LOSS_LIMIT` into words. */
export function toWords(code: string): string {
  const words = code.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const REASONS: Record<string, string> = {
  ACCOUNT_FROZEN: 'The account is frozen until its books and the broker\u2019s agree.',
  ACCOUNT_HALTED: 'Trading is halted on this account.',
  ACCOUNT_NOT_LINKED: 'This account is not linked to Deriv.',
  ACCOUNT_RECONCILING: 'A previous trade is still being confirmed with the broker.',
  BROKER_ACCOUNT_TAKEN: 'This Deriv account already belongs to another Nexus user.',
  BROKER_UNAVAILABLE: 'The broker does not answer at the moment.',
  BROKER_VOID: 'The broker declared the contract void.',
  CONSECUTIVE_LOSSES: 'You reached your limit of losses in a row. Trading is paused.',
  CONSENSUS_NOT_REACHED: 'The strategies do not agree strongly enough on this direction.',
  CONTRACT_UNKNOWN:
    'Deriv has no such contract; what it booked instead is listed as made outside Nexus.',
  COOLDOWN_RUNNING: 'The pause of one hour after a halt is still running.',
  COUNTRY_NOT_ALLOWED: 'Real trading is not offered in your country.',
  DAILY_LOSS_LIMIT: 'This stake could take you past your daily loss limit.',
  DURATION_NOT_OFFERED: 'This symbol does not offer this expiry now.',
  INSUFFICIENT_BALANCE: 'The balance does not cover this amount.',
  KILL_SWITCH: 'Trading is stopped for everyone at the moment.',
  LEVERAGE_REAL_ONLY: 'Leverage is for real accounts only.',
  LINK_EXPIRED: 'The link to Deriv has expired. Link the account again.',
  MARKET_CLOSED: 'This market is closed now.',
  MAX_EXPOSURE_EXCEEDED: 'Your open stakes together would pass the exposure limit.',
  MAX_OPEN_TRADES: 'You have as many open trades as your limit allows.',
  MAX_PAYOUT_EXCEEDED: 'The payout would pass the most the broker pays.',
  MISSING_DATA: 'The prices that decide this trade are missing.',
  NETWORK_ERROR: 'Nexus could not be reached. Check your connection.',
  PRICE_MOVED: 'The price moved below the least you accept.',
  QUOTE_STALE: 'The last quote is too old. Try again in a few seconds.',
  QUOTE_UNAVAILABLE: 'No price is available at this moment. Try again in a few seconds.',
  REAL_NOT_ALLOWED: 'Real trading is not offered in your country.',
  RESALE_NOT_OFFERED: 'The broker does not buy this contract back now.',
  STAKE_OUT_OF_RANGE: 'The stake is outside your limits.',
  STALE_FEED: 'The last price is too old to trade on.',
  TOO_LATE: 'It took too long to place the trade.',
  TOO_MANY_REQUESTS: 'That was too fast. Wait a moment and try again.',
  TRADES_OPEN: 'Trades are still open on this account. Wait until they have ended.',
  TRADING_STOPPED: 'Trading is stopped for everyone at the moment.',
  WAIT_FOR_ENTRY: 'The contract can be sold after its first price.',
  WITHDRAWAL_REAL_ONLY: 'Only real money can be withdrawn.',
  WRONG_CREDENTIALS: 'The name or the password is wrong.',
  COOLDOWN: 'You rest after losses in a row, as you set it.',
  DAILY_TAKE_PROFIT: 'The profit at which you end the day is reached.',
  ODDS_NOT_SEEN: 'Look at the odds of this plan first.',
  OUTSIDE_TRADING_HOURS: 'It is outside your trading hours.',
  REPLAY_EXPIRED: 'The ticks of this session are no longer kept; replays work for 24 hours.',
  SELF_EXCLUDED: 'You have excluded yourself from trading on this account.',
  SESSION_LOSS_LIMIT: 'The next stake could take the session past its loss limit.',
  SESSION_OPEN_TRADES: 'The session waits for an open trade to end.',
  SESSION_OVERLAP: 'Another session is active on this account. Stop it first.',
  SESSION_SCHEDULE: 'The session rests by its schedule.',
  SESSION_TAKE_PROFIT: 'The session\u2019s profit is reached.',
  SESSION_TIME_LIMIT: 'The session has run its time.',
  SESSION_TRADES_LIMIT: 'The session has made its trades.',
};

/** Explain a reason code to a trader; unknown codes fall back to the server's own words. */
export function explainReason(code: string, detail?: string): string {
  return REASONS[code] ?? detail ?? `${toWords(code)}.`;
}
