import { Card } from '@/components/card';
import { Money } from '@/components/money';
import { PageTitle } from '@/components/page-title';
import { ErrorNote, SkeletonList } from '@/components/states';
import { Stat } from '@/components/stat';
import { formatPercent } from '@/lib/format/money';
import { useAffiliateStats } from './api/get-affiliate-stats';
import { CommissionsCard } from './commissions-card';
import { LinkCard } from './link-card';
import { ReferralsCard } from './referrals-card';

export default function AffiliatePage() {
  return (
    <>
      <PageTitle>Affiliate</PageTitle>
      <div className="grid gap-4">
        <LinkCard />
        <StatsCard />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <CommissionsCard />
          <ReferralsCard />
        </div>
      </div>
    </>
  );
}

function StatsCard() {
  const { data: stats, error, refetch } = useAffiliateStats();
  if (error && !stats) return <ErrorNote error={error} onRetry={refetch} />;
  if (!stats) return <SkeletonList rows={2} label="Loading your numbers" />;
  const { earnings } = stats;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="From click to client">
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Stat label="Clicks">{stats.clicks}</Stat>
          <Stat label="Sign-ups">{stats.signups}</Stat>
          <Stat label="Conversion">{formatPercent(stats.conversion_rate)}</Stat>
          <Stat label="Linked Deriv">{stats.linked}</Stat>
          <Stat label="Traders">{stats.traders}</Stat>
        </dl>
      </Card>
      <Card title="Earnings">
        <dl className="grid grid-cols-2 gap-4">
          <Stat label="Pending" note="not yet collected">
            <Money amount={earnings.pending} currency={earnings.currency} />
          </Stat>
          <Stat label="Approved" note="ready to be paid">
            <Money amount={earnings.approved} currency={earnings.currency} />
          </Stat>
          <Stat label="Paid">
            <Money amount={earnings.paid} currency={earnings.currency} />
          </Stat>
          <Stat label="Reversed">
            <Money amount={earnings.reversed} currency={earnings.currency} />
          </Stat>
        </dl>
      </Card>
    </div>
  );
}
