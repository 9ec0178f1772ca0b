import type { ReactNode } from 'react';
import { SignedMoney, Money } from '@/components/money';
import { Countdown } from '@/components/countdown';
import { StatusBadge } from '@/components/status-badge';
import { Time } from '@/components/time';
import { TradeSide } from '@/components/trade-side';
import type { Trade } from '@/lib/api/types';

function TradeLine({ trade, children }: { trade: Trade; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5 text-sm first:pt-0 last:pb-0">
      <TradeSide tradeType={trade.trade_type} />
      <span className="font-medium">{trade.symbol}</span>
      {children}
    </li>
  );
}

export function OpenLine({ trade }: { trade: Trade }) {
  return (
    <TradeLine trade={trade}>
      <span>
        <span className="text-muted">stake </span>
        <Money amount={trade.stake} currency={trade.currency} />
      </span>
      <span className="ml-auto">
        {trade.status === 'open' && trade.expires_at ? (
          <Countdown until={trade.expires_at} />
        ) : (
          <StatusBadge status={trade.status} />
        )}
      </span>
    </TradeLine>
  );
}

export function ResultLine({ trade }: { trade: Trade }) {
  return (
    <TradeLine trade={trade}>
      <StatusBadge status={trade.status} />
      <span className="ml-auto">
        <SignedMoney amount={trade.profit} currency={trade.currency} />
      </span>
      <span className="basis-full text-xs text-muted sm:basis-auto">
        <Time iso={trade.settled_at ?? trade.requested_at} />
      </span>
    </TradeLine>
  );
}
