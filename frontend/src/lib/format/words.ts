/** Turn a code such as `deriv_demo` or `DAILY_LOSS_LIMIT` into words. */
export function toWords(code: string): string {
  const words = code.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const REASONS: Record<string, string> = {
  CONSENSUS_NOT_REACHED: 'The strategies do not agree strongly enough on this direction.',
  DAILY_LOSS_LIMIT: 'This stake could take you past your daily loss limit.',
  CONSECUTIVE_LOSSES: 'You reached your limit of losses in a row. Trading is paused.',
  INSUFFICIENT_BALANCE: 'The balance does not cover this stake.',
  STAKE_OUT_OF_RANGE: 'The stake is outside your limits.',
  MAX_EXPOSURE_EXCEEDED: 'Your open stakes together would pass the exposure limit.',
  STALE_FEED: 'The last price is too old to trade on.',
  TRADING_HALTED: 'Trading is halted on this account.',
  ACCOUNT_HALTED: 'Trading is halted on this account.',
  COOLDOWN: 'A pause after losses is still running.',
  QUOTE_UNAVAILABLE: 'No price is available at this moment. Try again in a few seconds.',
  PRICE_MOVED: 'The price moved below your minimum payout before it could be bought.',
  ACCOUNT_RECONCILING: 'A previous trade is still being confirmed with the broker.',
  MARKET_CLOSED: 'This market is closed now.',
  KILL_SWITCH: 'Trading is stopped for everyone at the moment.',
  needs_relink: 'The link to Deriv has expired. Link the account again.',
  NETWORK_ERROR: 'Nexus could not be reached. Check your connection.',
};

/** Explain a reason code to a trader; unknown codes fall back to the server's own words. */
export function explainReason(code: string, detail?: string): string {
  return REASONS[code] ?? detail ?? `${toWords(code)}.`;
}
