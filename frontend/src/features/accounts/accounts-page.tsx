import { useMutation } from '@tanstack/react-query';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { useAccounts } from '@/lib/endpoints/get-accounts';
import { goToDeriv } from '@/lib/endpoints/get-oauth-authorize';
import { AccountPanel } from './account-panel';

export default function AccountsPage() {
  const { data: accounts, error, refetch } = useAccounts();
  return (
    <>
      <PageTitle>Accounts</PageTitle>
      <div className="grid gap-4">
        {error && !accounts && <ErrorNote error={error} onRetry={refetch} />}
        {!error && !accounts && <SkeletonList label="Loading your accounts" />}
        {accounts?.length === 0 && (
          <EmptyNote title="You have no account yet">Open one from the dashboard.</EmptyNote>
        )}
        {accounts?.map((account) => (
          <AccountPanel key={account.id} account={account} />
        ))}
        <LinkDeriv />
      </div>
    </>
  );
}

function LinkDeriv() {
  const leave = useMutation({ mutationFn: () => goToDeriv('link') });
  return (
    <Card title="Link a Deriv account">
      <div className="grid gap-3 sm:max-w-prose">
        <p className="text-sm text-muted">
          You sign in at Deriv and allow Nexus to trade, never to withdraw. Deriv keeps holding your
          money. Real and demo accounts you have there both appear here.
        </p>
        <div>
          <Button isBusy={leave.isPending} onClick={() => leave.mutate()}>
            Link Deriv account
          </Button>
        </div>
        {leave.isError && <ErrorNote error={leave.error} />}
      </div>
    </Card>
  );
}
