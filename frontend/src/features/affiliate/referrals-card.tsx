import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import { toWords } from '@/lib/format/words';
import { useReferrals } from './api/get-referrals';

export function ReferralsCard() {
  const list = useReferrals();
  const referrals = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title="Referred clients">
      {list.isPending && <SkeletonList label="Loading referred clients" />}
      {list.isError && !referrals && <ErrorNote error={list.error} onRetry={list.refetch} />}
      {referrals?.length === 0 && (
        <EmptyNote title="Nobody yet">Share your link to bring the first client.</EmptyNote>
      )}
      <ul aria-label="Referrals" className="divide-y text-sm">
        {referrals?.map((referral) => (
          <li key={referral.id} className="flex flex-wrap items-baseline gap-x-4 py-2.5">
            <span className="font-semibold">{referral.username}</span>
            <span className="text-muted">{toWords(referral.status)}</span>
            <span className="ml-auto text-muted">
              <Time iso={referral.signed_up_at} />
            </span>
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
