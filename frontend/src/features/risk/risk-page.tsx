import { Link } from 'react-router';
import { AccountBadge } from '@/components/account-badge';
import { AccountSelect } from '@/components/account-select';
import { AccountState } from '@/components/account-state';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { PageTitle } from '@/components/page-title';
import { SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Account } from '@/lib/api/types';
import { useCurrentAccount } from '@/lib/session/current-account';
import { ExclusionCard } from './exclusion-card';
import { LeftToday } from './left-today';
import { PendingCard } from './pending-card';
import { PersonalLimitsForm } from './personal-limits-form';

/** What may still be lost today, and everything that can stop trading. */
export default function RiskPage() {
  const account = useCurrentAccount();
  return (
    <>
      <PageTitle
        aside={
          account && (
            <div className="flex items-center gap-3">
              <AccountBadge kind={account.kind} />
              <AccountSelect accountId={account.id} />
            </div>
          )
        }
      >
        Risk
      </PageTitle>
      {account ? <Risk key={account.id} account={account} /> : <SkeletonList rows={5} />}
    </>
  );
}

function Risk({ account }: { account: Account }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="What is left today">
        <div className="grid gap-4">
          <AccountState account={account} />
          <LeftToday account={account} />
          <p className="text-sm text-muted">
            Last order sent: <Time iso={account.last_trade_at} />. Last loss:{' '}
            <Time iso={account.last_loss_at} />.
          </p>
        </div>
      </Card>
      <WhatStops />
      <Card title="Personal limits">
        <PersonalLimitsForm account={account} />
      </Card>
      <div className="grid gap-4">
        <PendingCard account={account} />
        <ExclusionCard account={account} />
      </div>
    </div>
  );
}

function WhatStops() {
  return (
    <Card
      title="What stopping stops"
      aside={
        <Link to="/accounts" className={buttonStyle('danger', 'small')}>
          Halt or resume
        </Link>
      }
    >
      <ul className="grid list-disc gap-2 pl-5 text-sm text-muted">
        <li>
          <strong className="text-ink">Halting an account</strong> stops every new order on it at
          once, by hand, by API and by sessions, and ends its automatic session. It can be lifted
          after one hour.
        </li>
        <li>
          <strong className="text-ink">Trades that are open</strong> are not cut off: they run to
          their expiry, are settled and count.
        </li>
        <li>
          <strong className="text-ink">A limit that is reached</strong> refuses the next order and
          says which one; withdrawing and closing early stay possible.
        </li>
        <li>
          <strong className="text-ink">Trading stopped for everybody</strong> by Nexus refuses new
          orders on all accounts; sessions wait and go on afterwards.
        </li>
      </ul>
    </Card>
  );
}
