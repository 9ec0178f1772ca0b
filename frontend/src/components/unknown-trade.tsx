import type { Trade } from '@/lib/api/types';
import { Money } from './money';

/** Say what is being done about a purchase whose answer was lost; nothing for other trades. */
export function UnknownTrade({ trade }: { trade: Trade }) {
  if (trade.status !== 'unknown') return null;
  return (
    <p role="status" className="rounded-lg bg-warn-soft p-2.5 text-sm text-warn">
      Deriv&rsquo;s answer to this purchase was lost. Nexus looks for the contract in your portfolio
      and statement there, three times within about a minute, and never buys it again. If it is
      found the trade goes on; if not, your stake of{' '}
      <Money amount={trade.stake} currency={trade.currency} /> comes back. Until then nothing else
      is bought on this account.
    </p>
  );
}
