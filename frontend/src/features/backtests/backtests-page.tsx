import { useState } from 'react';
import { Link } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { SignedMoney } from '@/components/money';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Backtest } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { useBacktests } from './api/get-backtests';
import { BacktestBadge } from './backtest-badge';

/** The runs on history, newest first; two or more that are done can be compared. */
export default function BacktestsPage() {
  const { data: runs, error, refetch } = useBacktests();
  const [chosen, setChosen] = useState<string[]>([]);
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <>
      <PageTitle>Backtests</PageTitle>
      <Card title="Runs" aside={<Actions chosen={chosen} />}>
        <p className="mb-3 max-w-prose text-sm text-muted">
          A backtest runs the very code that trades on past prices. What was earned there promises
          nothing for later.
        </p>
        {error && !runs && <ErrorNote error={error} onRetry={refetch} />}
        {!error && !runs && <SkeletonList rows={4} label="Loading backtests" />}
        {runs?.length === 0 && (
          <EmptyNote title="No backtest yet">Try your strategies on past prices first.</EmptyNote>
        )}
        {runs && runs.length > 1 && (
          <p className="text-sm text-muted">Tick two or more runs to compare them.</p>
        )}
        <ul aria-label="Backtests" className="divide-y">
          {runs?.map((run) => (
            <RunLine
              key={run.id}
              run={run}
              isChosen={chosen.includes(run.id)}
              onToggle={() => toggle(run.id)}
            />
          ))}
        </ul>
      </Card>
    </>
  );
}

function Actions({ chosen }: { chosen: string[] }) {
  return (
    <div className="flex flex-wrap gap-2">
      {chosen.length > 1 && (
        <Link
          to={`/engine/backtests/compare?ids=${chosen.join(',')}`}
          className={buttonStyle('secondary', 'small')}
        >
          Compare {chosen.length}
        </Link>
      )}
      <Link to="/engine/backtests/new" className={buttonStyle('primary', 'small')}>
        New backtest
      </Link>
    </div>
  );
}

interface RunLineProps {
  run: Backtest;
  isChosen: boolean;
  onToggle: () => void;
}

function RunLine({ run, isChosen, onToggle }: RunLineProps) {
  const { id, name, symbol, status, source, created_at } = run;
  return (
    <li className="flex items-center gap-3">
      <input
        type="checkbox"
        aria-label={`Compare ${name || symbol}`}
        className="size-5 shrink-0 accent-accent"
        disabled={status !== 'done'}
        checked={isChosen}
        onChange={onToggle}
      />
      <Link
        to={`/engine/backtests/${id}`}
        className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1 rounded-lg px-2 py-3 text-ink no-underline hover:bg-sunken"
      >
        <BacktestBadge status={status} />
        <span className="min-w-0 flex-1 basis-52">
          <span className="block font-semibold">{name || symbol}</span>
          <span className="block text-sm text-muted">
            {symbol}, {source.description}, <Time iso={created_at} />
          </span>
        </span>
        <Headline run={run} />
      </Link>
    </li>
  );
}

function Headline({ run: { headline, progress, status } }: { run: Backtest }) {
  if (status === 'running')
    return <span className="text-sm text-muted">{formatPercent(progress.share, 0)}</span>;
  if (!headline) return null;
  return (
    <span className="flex items-center gap-4 text-sm">
      <span className="text-muted">
        {headline.trades} trades
        {headline.told_from_chance ? '' : ', no edge shown'}
      </span>
      <SignedMoney amount={headline.net} />
    </span>
  );
}
