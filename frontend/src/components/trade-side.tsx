import { Icon } from './icon';

/** Say whether a trade type bets on a rise. */
export function isRise(tradeType: string): boolean {
  return ['RISE', 'CALL', 'CALLE', 'UP'].includes(tradeType.toUpperCase());
}

/** Rise or fall, by word, shape and colour. */
export function TradeSide({ tradeType }: { tradeType: string }) {
  const rise = isRise(tradeType);
  return (
    <span
      className={`inline-flex items-center gap-1.5 font-semibold ${rise ? 'text-rise' : 'text-fall'}`}
    >
      <Icon name={rise ? 'rise' : 'fall'} className="size-3" />
      {rise ? 'Rise' : 'Fall'}
    </span>
  );
}
