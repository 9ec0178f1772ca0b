import { useState } from 'react';
import { AccountTitle } from '@/components/account-title';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { SelectField } from '@/components/field';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import type { Account, Trade, TradeStatus } from '@/lib/api/types';
import { useTrades } from '@/lib/endpoints/get-trades';
import { useCurrentAccount } from '@/lib/session/current-account';
import { TradeDetails } from './trade-details';
import { TradeTable } from './trade-table';

const FILTERS: { status: TradeStatus; label: string }[] = [
  { status: 'open', label: 'Open' },
  { status: 'won', label: 'Won' },
  { status: 'lost', label: 'Lost' },
  { status: 'sold', label: 'Sold early' },
  { status: 'cancelled', label: 'Cancelled' },
  { status: 'rejected', label: 'Rejected' },
];

export default function HistoryPage() {
  const account = useCurrentAccount();
  return (
    <>
      <AccountTitle account={account}>History</AccountTitle>
      {account ? <History key={account.id} account={account} /> : <SkeletonList rows={5} />}
    </>
  );
}

function History({ account }: { account: Account }) {
  const [status, setStatus] = useState<TradeStatus>();
  return (
    <Card>
      <div className="mb-4 max-w-52">
        <StatusFilter status={status} onChange={setStatus} />
      </div>
      <TradePages accountId={account.id} status={status} />
    </Card>
  );
}

interface StatusFilterProps {
  status: TradeStatus | undefined;
  onChange: (status: TradeStatus | undefined) => void;
}

function StatusFilter({ status, onChange }: StatusFilterProps) {
  const choose = (value: string) => onChange(FILTERS.find((each) => each.status === value)?.status);
  return (
    <SelectField
      label="Status"
      value={status ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">All</option>
      {FILTERS.map((filter) => (
        <option key={filter.status} value={filter.status}>
          {filter.label}
        </option>
      ))}
    </SelectField>
  );
}

interface TradePagesProps {
  accountId: string;
  status: TradeStatus | undefined;
}

function TradePages({ accountId, status }: TradePagesProps) {
  const [shown, setShown] = useState<Trade>();
  const list = useTrades({ accountId, ...(status && { status }) });
  const trades = list.data?.pages.flatMap(({ items }) => items);
  if (list.isPending) return <SkeletonList rows={6} label="Loading trades" />;
  if (!trades) return <ErrorNote error={list.error} onRetry={list.refetch} />;
  if (!trades.length)
    return (
      <EmptyNote title="No trades here">
        {status ? 'Try another status.' : 'Your first trade shows here.'}
      </EmptyNote>
    );
  return (
    <>
      <TradeTable trades={trades} onShow={setShown} />
      {list.hasNextPage && (
        <Button
          variant="secondary"
          className="mt-4 w-full"
          isBusy={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          Show older trades
        </Button>
      )}
      {shown && <TradeDetails trade={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}
