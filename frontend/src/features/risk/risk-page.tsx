import { AccountTitle } from '@/components/account-title';
import { Card } from '@/components/card';
import { SkeletonList } from '@/components/states';
import type { Account } from '@/lib/api/types';
import { useCurrentAccount } from '@/lib/session/current-account';
import { BindingLimits } from './binding-limits';
import { ExclusionCard } from './exclusion-card';
import { HaltCard } from './halt-card';
import { LeftToday } from './left-today';
import { PendingCard } from './pending-card';
import { PersonalLimitsForm } from './personal-limits-form';

/** What may still be lost today, and everything that can stop trading. */
export default function RiskPage() {
  const account = useCurrentAccount();
  return (
    <>
      <AccountTitle account={account}>Risk</AccountTitle>
      {account ? <Risk key={account.id} account={account} /> : <SkeletonList rows={5} />}
    </>
  );
}

function Risk({ account }: { account: Account }) {
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card title="What is left today">
        <div className="grid gap-4">
          <LeftToday account={account} />
          <p className="text-sm text-muted">The day begins anew at midnight UTC.</p>
          <BindingLimits account={account} />
        </div>
      </Card>
      <HaltCard account={account} />
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
