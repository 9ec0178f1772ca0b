import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import type { Account, MarketSymbol, Trade } from '@/lib/api/types';
import { useAccounts } from '@/lib/endpoints/get-accounts';
import { useSymbols } from '@/lib/endpoints/get-symbols';
import { useCurrentAccount } from '@/lib/session/current-account';
import { chooseSymbol, rememberSymbol } from './choose-symbol';
import { ChartModeSwitch } from './chart/chart-mode-switch';
import { PriceChart } from './chart/price-chart';
import type { ChartMode } from './chart/price-series';
import { OpenTradesCard } from './open-trades-card';
import { PriceNow } from './price-now';
import { ResultBanner } from './result-banner';
import { SymbolCombobox } from './symbol-combobox';
import { TradeTicket } from './trade-ticket';
import { useFollowedTrade } from './use-followed-trade';

export default function TradingPage() {
  const symbols = useSymbols();
  const accounts = useAccounts();
  const account = useCurrentAccount();
  const failed = [symbols, accounts].find(({ error, data }) => error && !data);
  return (
    <>
      <h1 className="sr-only">Trade</h1>
      {failed && <ErrorNote error={failed.error} onRetry={failed.refetch} />}
      {!failed && (!symbols.data || !accounts.data) && (
        <SkeletonList rows={6} label="Loading the market" />
      )}
      {symbols.data && accounts.data && <Desk symbols={symbols.data} account={account} />}
    </>
  );
}

interface DeskProps {
  symbols: MarketSymbol[];
  account: Account | undefined;
}

function Desk({ symbols, account }: DeskProps) {
  const [query, setQuery] = useSearchParams();
  const symbol = chooseSymbol(symbols, query.get('symbol'));
  if (!symbol)
    return <EmptyNote title="No market is available now">Try again in a minute.</EmptyNote>;
  if (!account)
    return <EmptyNote title="You have no account yet">Open a demo account first.</EmptyNote>;
  const select = (next: string) => {
    rememberSymbol(next);
    setQuery({ symbol: next }, { replace: true });
  };
  return (
    <OpenDesk
      key={account.id}
      symbols={symbols}
      symbol={symbol}
      account={account}
      onSelect={select}
    />
  );
}

interface OpenDeskProps {
  symbols: MarketSymbol[];
  symbol: MarketSymbol;
  account: Account;
  onSelect: (symbol: string) => void;
}

function OpenDesk({ symbols, symbol, account, onSelect }: OpenDeskProps) {
  const [mode, setMode] = useState<ChartMode>('candles');
  const [refusal, setRefusal] = useState<Error | null>(null);
  const { trade, follow } = useFollowedTrade();
  const show = (next: Trade) => {
    follow(next);
    onSelect(next.symbol);
  };
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
      <div className="grid min-w-0 grid-cols-1 gap-4">
        <section
          aria-label="Market"
          className="rounded-card border bg-surface p-3 shadow-card sm:p-4"
        >
          <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2">
            <SymbolCombobox symbols={symbols} selected={symbol} onSelect={onSelect} />
            <PriceNow symbol={symbol.symbol} />
            <ChartModeSwitch mode={mode} onChange={setMode} />
          </div>
          <PriceChart
            symbol={symbol}
            mode={mode}
            trade={trade?.symbol === symbol.symbol ? trade : undefined}
          />
        </section>
        <ResultBanner trade={trade} refusal={refusal} currency={account.currency} />
      </div>
      <div className="lg:row-span-2">
        <TradeTicket account={account} symbol={symbol} onBought={follow} onRefused={setRefusal} />
      </div>
      <OpenTradesCard account={account} onShow={show} />
    </div>
  );
}
