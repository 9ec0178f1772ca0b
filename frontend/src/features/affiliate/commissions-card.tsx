import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Money } from '@/components/money';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import { toWords } from '@/lib/format/words';
import { useCommissions } from './api/get-commissions';

export function CommissionsCard() {
  const list = useCommissions();
  const entries = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title="Recent commissions">
      {list.isPending && <SkeletonList label="Loading commissions" />}
      {list.isError && !entries && <ErrorNote error={list.error} onRetry={list.refetch} />}
      {entries?.length === 0 && (
        <EmptyNote title="No commissions yet">They appear when a client wins a trade.</EmptyNote>
      )}
      <ul aria-label="Commissions" className="divide-y text-sm">
        {entries?.map((entry) => (
          <li key={entry.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2.5">
            <span className="font-semibold">
              <Money amount={entry.amount} currency={entry.currency} />
            </span>
            <span>{toWords(entry.kind)}</span>
            <span className="text-muted">{toWords(entry.status)}</span>
            <span className="ml-auto text-muted">
              <Time iso={entry.accrued_at} />
            </span>
            <span className="basis-full text-xs break-all text-muted">Trade {entry.trade_id}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="secondary" size="small" onClick={() => list.fetchNextPage()}>
          Show older
        </Button>
      )}
    </Card>
  );
}
