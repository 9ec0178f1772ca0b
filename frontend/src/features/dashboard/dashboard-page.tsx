import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { AccountBadge } from '@/components/account-badge';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { isFinal } from '@/components/trade-status';
import type { Account } from '@/lib/api/types';
import { accountsQuery, useAccounts } from '@/lib/endpoints/get-accounts';
import { useOpenTrades } from '@/lib/endpoints/get-open-trades';
import { useTrades } from '@/lib/endpoints/get-trades';
import { openDemoAccount } from '@/lib/endpoints/post-demo-account';
import { useCurrentAccount } from '@/lib/session/current-account';
import { AccountCard } from './account-card';
import { OpenLine, ResultLine } from './trade-list';

export default function DashboardPage() {
  const { data: accounts, error, refetch } = useAccounts();
  const account = useCurrentAccount();
  return (
    <>
      <PageTitle>Dashboard</PageTitle>
      {error && !accounts && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !accounts && <SkeletonList label="Loading your accounts" />}
      {accounts?.length === 0 && <FirstAccount />}
      <ul aria-label="Accounts" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {accounts?.map((each) => (
          <AccountCard key={each.id} account={each} />
        ))}
      </ul>
      {account && (
        <div className="mt-8 mb-3 flex items-center gap-3">
          <h2 className="text-lg font-semibold">Trades</h2>
          <AccountBadge kind={account.kind} />
        </div>
      )}
      {account && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <OpenTrades account={account} />
          <RecentResults account={account} />
        </div>
      )}
    </>
  );
}

function FirstAccount() {
  const queryClient = useQueryClient();
  const open = useMutation({
    mutationFn: openDemoAccount,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  return (
    <Card>
      <EmptyNote title="You have no account yet">
        <p className="mb-3">A demo account holds $10,000 of practice money.</p>
        <Button isBusy={open.isPending} onClick={() => open.mutate()}>
          Open demo account
        </Button>
        {open.isError && <ErrorNote error={open.error} />}
      </EmptyNote>
    </Card>
  );
}

const LINK = 'text-sm font-semibold text-accent underline';

function OpenTrades({ account }: { account: Account }) {
  const { data: trades, error, refetch } = useOpenTrades(account.id);
  return (
    <Card
      title="Open trades"
      aside={
        <Link to="/trade" className={LINK}>
          Trade
        </Link>
      }
    >
      {error && !trades && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !trades && <SkeletonList rows={2} label="Loading open trades" />}
      {trades?.length === 0 && <EmptyNote title="No open trades" />}
      <ul className="divide-y">
        {trades?.map((trade) => (
          <OpenLine key={trade.id} trade={trade} />
        ))}
      </ul>
    </Card>
  );
}

const RECENT = 6;

function RecentResults({ account }: { account: Account }) {
  const { data, error, refetch } = useTrades({ accountId: account.id, limit: 10 });
  const results = data?.pages[0]?.items.filter(({ status }) => isFinal(status)).slice(0, RECENT);
  return (
    <Card
      title="Recent results"
      aside={
        <Link to="/history" className={LINK}>
          All trades
        </Link>
      }
    >
      {error && !results && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !results && <SkeletonList label="Loading recent results" />}
      {results?.length === 0 && (
        <EmptyNote title="No results yet">Your first trade shows here.</EmptyNote>
      )}
      <ul className="divide-y">
        {results?.map((trade) => (
          <ResultLine key={trade.id} trade={trade} />
        ))}
      </ul>
    </Card>
  );
}
