import { Link, useNavigate, useParams } from 'react-router';
import { Button } from '@/components/button';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { Meter } from '@/components/meter';
import { PageTitle } from '@/components/page-title';
import { ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Backtest, BacktestDetail } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import { useDeleteBacktest } from './api/delete-backtest';
import { isActive, useBacktest } from './api/get-backtests';
import { BacktestBadge } from './backtest-badge';
import { ResultView } from './result-view';
import { SettingsCard } from './settings-card';

/** One run: its progress, then its result with charts. */
export default function BacktestPage() {
  const { backtestId = '' } = useParams();
  const { data: run, error, refetch } = useBacktest(backtestId);
  return (
    <>
      <PageTitle
        aside={
          <Link to="/engine/backtests" className={buttonStyle('secondary', 'small')}>
            All backtests
          </Link>
        }
      >
        {run ? run.name || `Backtest of ${run.symbol}` : 'Backtest'}
      </PageTitle>
      {error && !run && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !run && <SkeletonList rows={5} label="Loading the backtest" />}
      {run && <Run run={run} />}
    </>
  );
}

function Run({ run }: { run: BacktestDetail }) {
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card title="Run" aside={<BacktestBadge status={run.status} />} className="lg:col-span-2">
        <div className="grid gap-3">
          <p className="text-sm text-muted">
            {run.symbol}: {run.source.description}
            <Range run={run} />
          </p>
          {isActive(run) && <Progress run={run} />}
          {run.failure && <FailureNote failure={run.failure} />}
          <Ending run={run} />
        </div>
      </Card>
      {run.result ? <ResultView run={run} result={run.result} /> : <SettingsCard run={run} />}
    </div>
  );
}

function Range({ run: { source } }: { run: Backtest }) {
  if (!source.starts_at || !source.ends_at) return null;
  return (
    <>
      , <Time iso={source.starts_at} /> to <Time iso={source.ends_at} />
    </>
  );
}

function Progress({ run: { progress, status } }: { run: Backtest }) {
  const text =
    status === 'queued'
      ? 'Waits for its turn'
      : `${progress.done} of ${progress.total || 'unknown'} candles`;
  return <Meter label="Progress" share={Number(progress.share)} text={text} tone="accent" />;
}

function FailureNote({ failure }: { failure: NonNullable<Backtest['failure']> }) {
  return (
    <div role="alert" className="grid gap-1 rounded-lg bg-fall-soft p-3 text-sm">
      <p>
        <strong>It failed:</strong> {failure.detail}
      </p>
      <ul>
        {failure.errors.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {toWords(field.replaceAll('.', ' '))}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Ending({ run }: { run: Backtest }) {
  const remove = useDeleteBacktest(run.id);
  const navigate = useNavigate();
  const active = isActive(run);
  const leave = () => {
    if (!active) void navigate('/engine/backtests');
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        variant={active ? 'danger' : 'secondary'}
        size="small"
        disabled={run.is_cancelling}
        isBusy={remove.isPending}
        onClick={() => remove.mutate(undefined, { onSuccess: leave })}
      >
        {active ? 'Cancel run' : 'Delete'}
      </Button>
      {active && run.is_cancelling && <p className="text-sm text-muted">It is being cancelled.</p>}
      {remove.isError && <ErrorNote error={remove.error} />}
    </div>
  );
}
