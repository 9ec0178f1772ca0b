import { useQueries } from '@tanstack/react-query';
import { AccountState } from '@/components/account-state';
import type { Account, MarketSymbol, Trade } from '@/lib/api/types';
import { previewQuery } from './api/preview-trade';
import { BuyButtons } from './buy-buttons';
import { DEFAULT_CONTRACT_TYPE } from './contract-types';
import { TicketAccount } from './ticket-account';
import { TicketCost } from './ticket-cost';
import { TicketFields } from './ticket-fields';
import { useDebounced } from './use-debounced';
import { useTicket } from './use-ticket';

interface TradeTicketProps {
  account: Account;
  symbol: MarketSymbol;
  onBought: (trade: Trade) => void;
  onRefused: (error: Error | null) => void;
}

const PREVIEW_DELAY_MS = 350;

/** Everything between an idea and a bought contract. */
export function TradeTicket({ account, symbol, onBought, onRefused }: TradeTicketProps) {
  const form = useTicket(account, symbol);
  const priced = useDebounced(form.requests, PREVIEW_DELAY_MS);
  const previews = useQueries({
    queries: priced.map((request) => previewQuery(request, form.isReady)),
  });
  return (
    <section
      aria-label="Trade ticket"
      className="overflow-hidden rounded-card border bg-surface shadow-card"
    >
      <TicketAccount account={account} />
      <div className="grid gap-4 p-4">
        <TicketFields account={account} form={form} type={DEFAULT_CONTRACT_TYPE} />
        <AccountState account={account} />
        {!symbol.is_open && (
          <p className="text-sm font-medium text-warn">This market is closed now.</p>
        )}
        <BuyButtons
          type={DEFAULT_CONTRACT_TYPE}
          form={form}
          currency={account.currency}
          previews={previews.map(({ data }) => data)}
          onBought={onBought}
          onRefused={onRefused}
        />
        <TicketCost
          type={DEFAULT_CONTRACT_TYPE}
          account={account}
          previews={previews}
          isReady={form.isReady}
        />
      </div>
    </section>
  );
}
