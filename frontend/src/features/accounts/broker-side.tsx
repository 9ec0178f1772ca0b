import { useState, type ReactNode } from 'react';
import { Money } from '@/components/money';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Account } from '@/lib/api/types';
import { usePortfolio, useReconciliation } from './api/get-broker-side';
import { CompareAgain } from './compare-again';
import { Statement } from './statement';
import { toWords } from '@/lib/format/words';

/** What Deriv holds, and whether its books agree with ours: open when frozen, nothing on a demo. */
export function BrokerSide({ account }: { account: Account }) {
  const isFrozen = account.status === 'frozen';
  const [isOpen, setOpen] = useState(isFrozen);
  if (account.kind === 'demo') return null;
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="min-h-6 cursor-pointer font-semibold">
        At Deriv, and the statement
      </summary>
      {isOpen && (
        <div className="mt-4 grid gap-5">
          <BothSides account={account} />
          <Portfolio account={account} />
          <Statement account={account} />
        </div>
      )}
    </details>
  );
}

const VERDICTS = {
  agreed: 'Our ledger, Deriv’s statement and your trades agree.',
  mismatch: 'Our books and Deriv’s do not agree.',
  unchecked: 'Not compared yet.',
};

function BothSides({ account }: { account: Account }) {
  const { data, error, refetch } = useReconciliation(account.id);
  if (error && !data) return <ErrorNote error={error} onRetry={refetch} />;
  if (!data) return <SkeletonList rows={1} label="Comparing the books" />;
  return (
    <section aria-label="Comparison of the books" className="grid gap-2 text-sm">
      <p className={data.verdict === 'mismatch' ? 'font-semibold text-fall' : undefined}>
        {VERDICTS[data.verdict]} {data.checked_at && <Time iso={data.checked_at} />}
      </p>
      <Sides
        ours={<Money amount={data.expected ?? data.ledger_balance} currency={data.currency} />}
        broker={<Money amount={data.broker_balance} currency={data.currency} />}
      />
      {data.findings.length > 0 && (
        <ul className="grid gap-2" aria-label="What differs">
          {data.findings.map((finding) => (
            <li key={`${finding.code} ${finding.reference}`} className="rounded-lg bg-sunken p-2.5">
              <p className="font-medium">
                {toWords(finding.code)} <span className="break-all">({finding.reference})</span>
              </p>
              <Sides ours={finding.ours} broker={finding.broker} />
            </li>
          ))}
        </ul>
      )}
      <CompareAgain account={account} books={data} />
    </section>
  );
}

function Sides({ ours, broker }: { ours: ReactNode; broker: ReactNode }) {
  return (
    <dl className="flex flex-wrap gap-x-6">
      <div className="flex gap-2">
        <dt className="text-muted">Nexus</dt>
        <dd>{ours}</dd>
      </div>
      <div className="flex gap-2">
        <dt className="text-muted">Deriv</dt>
        <dd>{broker}</dd>
      </div>
    </dl>
  );
}

function Portfolio({ account }: { account: Account }) {
  const { data, error, refetch } = usePortfolio(account.id);
  if (error && !data) return <ErrorNote error={error} onRetry={refetch} />;
  if (!data) return <SkeletonList rows={1} label="Loading open contracts" />;
  return (
    <section aria-label="Open contracts at Deriv" className="grid gap-2 text-sm">
      <h3 className="font-semibold">
        Open contracts {data.as_of && <Time iso={data.as_of} style="time" />}
      </h3>
      {data.items.length === 0 && <EmptyNote title="None open" />}
      <ul className="divide-y">
        {data.items.map((each) => (
          <li key={each.contract_id} className="flex flex-wrap justify-between gap-x-4 py-1.5">
            <span>
              {each.contract_type} {each.symbol}
            </span>
            <span>
              paid <Money amount={each.buy_price} currency={account.currency} />
            </span>
            <span>{each.is_external ? 'External' : 'By Nexus'}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
