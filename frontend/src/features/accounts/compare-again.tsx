import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Relink } from '@/components/account-state';
import { Button } from '@/components/button';
import { ErrorNote } from '@/components/states';
import type { components } from '@/generated/api';
import type { Account } from '@/lib/api/types';
import { accountsQuery } from '@/lib/endpoints/get-accounts';
import { explainReason } from '@/lib/format/words';
import { useCompareAgain } from './api/post-reconciliation';

type Reconciliation = components['schemas']['Reconciliation'];

/** Ask for another comparison, and say what came of it. */
export function CompareAgain({ account, books }: { account: Account; books: Reconciliation }) {
  const again = useCompareAgain(account.id);
  const isWaiting = again.isPending || books.check?.state === 'pending';
  useFreshAccount(account, books);
  return (
    <div className="grid justify-items-start gap-2">
      <Button
        variant="secondary"
        size="small"
        isBusy={isWaiting}
        disabled={account.status === 'needs_relink' || account.status === 'unlinked'}
        onClick={() => again.mutate()}
      >
        Compare again
      </Button>
      <p role="status" aria-label="Result of the comparison">
        {outcomeOf(books)}
      </p>
      {books.check?.reason === 'LINK_EXPIRED' && account.status === 'frozen' && <Relink />}
      {again.isError && <ErrorNote error={again.error} />}
    </div>
  );
}

function outcomeOf({ check, verdict, is_frozen }: Reconciliation): string {
  if (!check) return '';
  if (check.state === 'pending') return 'Nexus is comparing the books with Deriv\u2019s.';
  if (check.state === 'unanswered') return 'The comparison was not made in time. Try again.';
  if (check.state === 'failed')
    return `Not compared: ${explainReason(check.reason ?? 'UNAVAILABLE')}`;
  if (verdict === 'mismatch')
    return is_frozen
      ? 'The books still differ, so the account stays frozen. Nexus was told and will look.'
      : 'The books differ.';
  return is_frozen ? 'The books agree; the account is being given back.' : 'The books agree.';
}

function useFreshAccount(account: Account, { is_frozen }: Reconciliation) {
  const queryClient = useQueryClient();
  const isOutdated = is_frozen !== (account.status === 'frozen');
  useEffect(() => {
    if (isOutdated) void queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey });
  }, [isOutdated, queryClient]);
}
