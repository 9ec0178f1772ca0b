import { useState } from 'react';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Countdown } from '@/components/countdown';
import { Modal } from '@/components/modal';
import { Money } from '@/components/money';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { TradeDecision } from '@/components/trade-decision';
import { TradeSide } from '@/components/trade-side';
import type { Account, Trade } from '@/lib/api/types';
import { useOpenTrades } from '@/lib/endpoints/get-open-trades';
import { explainReason } from '@/lib/format/words';
import { UnknownTrade } from '@/components/unknown-trade';
import { CloseEarly } from './close-early';

interface OpenTradesCardProps {
  account: Account;
  onShow: (trade: Trade) => void;
}

export function OpenTradesCard({ account, onShow }: OpenTradesCardProps) {
  const { data: trades, error, refetch } = useOpenTrades(account.id);
  return (
    <Card title="Open trades">
      {error && !trades && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !trades && <SkeletonList rows={2} label="Loading open trades" />}
      {trades?.length === 0 && <EmptyNote title="No open trades" />}
      <ul className="divide-y">
        {trades?.map((trade) => (
          <OpenTradeRow
            key={trade.id}
            trade={trade}
            currency={account.currency}
            onShow={() => onShow(trade)}
          />
        ))}
      </ul>
    </Card>
  );
}

interface OpenTradeRowProps {
  trade: Trade;
  currency: string;
  onShow: () => void;
}

function OpenTradeRow({ trade, currency, onShow }: OpenTradeRowProps) {
  const isOpen = trade.status === 'open';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5 text-sm first:pt-0 last:pb-0">
      <TradeSide tradeType={trade.trade_type} />
      <span className="font-medium">{trade.symbol}</span>
      <span>
        <span className="text-muted">stake </span>
        <Money amount={trade.stake} currency={currency} />
      </span>
      {isOpen && trade.expires_at ? (
        <Countdown until={trade.expires_at} />
      ) : (
        <StatusBadge status={trade.status} />
      )}
      <span className="ml-auto flex gap-2">
        <Button variant="ghost" size="small" onClick={onShow}>
          Show<span className="sr-only"> on chart</span>
        </Button>
        <WhyButton trade={trade} />
        <CloseEarly trade={trade} />
      </span>
      {trade.status === 'unknown' && (
        <div className="basis-full">
          <UnknownTrade trade={trade} />
        </div>
      )}
      {trade.status === 'open' && trade.reason && (
        <p role="status" className="basis-full text-warn">
          Not sold: {explainReason(trade.reason)}
        </p>
      )}
    </li>
  );
}

function WhyButton({ trade }: { trade: Trade }) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Button variant="ghost" size="small" onClick={() => setShown(true)}>
        Why<span className="sr-only"> {trade.symbol} was bought</span>
      </Button>
      {isShown && (
        <Modal title="Why this trade" onClose={() => setShown(false)}>
          <TradeDecision trade={trade} />
        </Modal>
      )}
    </>
  );
}
