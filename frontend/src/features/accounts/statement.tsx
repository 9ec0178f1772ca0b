import { Button } from '@/components/button';
import { Money, SignedMoney } from '@/components/money';
import { ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Account } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import { useStatement } from './api/get-broker-side';

/** Every change of the balance; what was done outside Nexus is marked as external. */
export function Statement({ account }: { account: Account }) {
  const list = useStatement(account.id);
  const rows = list.data?.pages.flatMap(({ items }) => items);
  if (list.isError && !rows) return <ErrorNote error={list.error} onRetry={list.refetch} />;
  if (!rows) return <SkeletonList label="Loading the statement" />;
  return (
    <section aria-label="Statement" className="grid gap-2 text-sm">
      <h3 className="font-semibold">Statement</h3>
      <ul className="divide-y">
        {rows.map((row) => (
          <li key={row.number} className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-1.5">
            <Time iso={row.at} />
            <span>{nameOf(row.kind, row.reference)}</span>
            <SignedMoney amount={row.amount} currency={account.currency} />
            <Money amount={row.balance_after} currency={account.currency} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          variant="secondary"
          size="small"
          isBusy={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </section>
  );
}

/** An external booking is named by Deriv: `deposit:123` is its action and transaction. */
function nameOf(kind: string, reference: string): string {
  if (kind !== 'external') return toWords(kind);
  const [action = '', transaction] = reference.split(':');
  return transaction ? `External: ${action}` : 'External';
}
