import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Modal } from '@/components/modal';
import { Money, SignedMoney } from '@/components/money';
import { StatusBadge } from '@/components/status-badge';
import { Time } from '@/components/time';
import { TradeDecision } from '@/components/trade-decision';
import { TradeSide } from '@/components/trade-side';
import { UnknownTrade } from '@/components/unknown-trade';
import type { Trade } from '@/lib/api/types';
import { tradeQuery } from '@/lib/endpoints/get-trade';
import { explainReason } from '@/lib/format/words';

interface TradeDetailsProps {
  trade: Trade;
  onClose: () => void;
}

/** The receipt of a trade, and the decision that allowed it. */
export function TradeDetails({ trade: known, onClose }: TradeDetailsProps) {
  const { data: trade } = useQuery({ ...tradeQuery(known.id), initialData: known });
  return (
    <Modal title="Trade details" onClose={onClose}>
      <div className="flex flex-wrap items-center gap-4">
        <TradeSide tradeType={trade.trade_type} />
        <span className="font-semibold">{trade.symbol}</span>
        <StatusBadge status={trade.status} />
      </div>
      {trade.reason && trade.status !== 'unknown' && (
        <p className="text-sm">{explainReason(trade.reason)}</p>
      )}
      <UnknownTrade trade={trade} />
      <Receipt trade={trade} />
      <TradeDecision trade={trade} />
    </Modal>
  );
}

function receiptRows(trade: Trade): [string, ReactNode][] {
  const money = (amount: string | null) => <Money amount={amount} currency={trade.currency} />;
  const simulated = trade.fees_simulated ? ' (simulated)' : '';
  return [
    ['Stake', money(trade.stake)],
    ['Quoted payout', money(trade.quoted_payout)],
    [trade.status === 'won' ? 'Paid out' : 'Payout if won', money(trade.payout)],
    ['Profit', <SignedMoney key="profit" amount={trade.profit} currency={trade.currency} />],
    [`Commission${simulated}`, money(trade.commission)],
    [`Partner markup${simulated}`, money(trade.markup)],
    ['Entry price', trade.entry_spot ?? '–'],
    ['Exit price', trade.exit_spot ?? '–'],
    ['Opened', <Time key="opened" iso={trade.opened_at} />],
    ['Expires', <Time key="expires" iso={trade.expires_at} />],
    ['Settled', <Time key="settled" iso={trade.settled_at} />],
    ['Contract', `${trade.contract_type} ${trade.contract_id ?? ''}`],
    ['Trade id', trade.id],
  ];
}

function Receipt({ trade }: { trade: Trade }) {
  return (
    <section aria-label="Receipt">
      <h3 className="mb-2 font-semibold">Receipt</h3>
      <dl className="grid gap-1.5 text-sm">
        {receiptRows(trade).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular min-w-0 text-right break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
