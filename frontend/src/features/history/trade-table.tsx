import { Button } from '@/components/button';
import { Money, SignedMoney } from '@/components/money';
import { StatusBadge } from '@/components/status-badge';
import { Time } from '@/components/time';
import { TradeSide } from '@/components/trade-side';
import type { Trade } from '@/lib/api/types';

interface TradeTableProps {
  trades: Trade[];
  onShow: (trade: Trade) => void;
}

const WIDE = 'hidden md:table-cell';

export function TradeTable({ trades, onShow }: TradeTableProps) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Trades, newest first</caption>
      <thead>
        <tr className="border-b text-left text-muted *:pr-2 *:pb-2 *:font-medium">
          <th scope="col">Trade</th>
          <th scope="col" className={WIDE}>
            Requested
          </th>
          <th scope="col" className={`${WIDE} text-right`}>
            Stake
          </th>
          <th scope="col" className={`${WIDE} text-right`}>
            Payout
          </th>
          <th scope="col" className="md:pl-6">
            Status
          </th>
          <th scope="col" className="text-right">
            Profit
          </th>
          <th scope="col">
            <span className="sr-only">Details</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {trades.map((trade) => (
          <TradeRow key={trade.id} trade={trade} onShow={() => onShow(trade)} />
        ))}
      </tbody>
    </table>
  );
}

function TradeRow({ trade, onShow }: { trade: Trade; onShow: () => void }) {
  const { currency } = trade;
  return (
    <tr className="*:py-2.5 *:pr-2">
      <td>
        <TradeSide tradeType={trade.trade_type} />
        <span className="block font-medium sm:ml-3 sm:inline">{trade.symbol}</span>
      </td>
      <td className={WIDE}>
        <Time iso={trade.requested_at} />
      </td>
      <td className={`${WIDE} text-right`}>
        <Money amount={trade.stake} currency={currency} />
      </td>
      <td className={`${WIDE} text-right`}>
        <Money amount={trade.payout ?? trade.quoted_payout} currency={currency} />
      </td>
      <td className="md:pl-6">
        <StatusBadge status={trade.status} />
      </td>
      <td className="text-right whitespace-nowrap">
        <SignedMoney amount={trade.profit} currency={currency} />
      </td>
      <td className="text-right">
        <Button variant="ghost" size="small" className="px-2" onClick={onShow}>
          Details<span className="sr-only"> of trade {trade.id}</span>
        </Button>
      </td>
    </tr>
  );
}
