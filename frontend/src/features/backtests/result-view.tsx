import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { IntervalBar } from '@/components/interval-bar';
import { Money, SignedMoney } from '@/components/money';
import { Stat } from '@/components/stat';
import { ErrorNote } from '@/components/states';
import type { Backtest, BacktestResult } from '@/lib/api/types';
import { formatPercent, formatSignedMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';
import { CSV_NAMES, useCsv } from './api/get-csv';
import { EquityChart } from './equity-chart';
import { GroupTable } from './group-table';
import { SettingsCard } from './settings-card';

interface ResultViewProps {
  run: Backtest;
  result: BacktestResult;
}

/** What came of a run, with what can and cannot be concluded from it. */
export function ResultView({ run, result }: ResultViewProps) {
  const even = result.break_even === null ? undefined : Number(result.break_even);
  return (
    <>
      <Card title="Result" className="lg:col-span-2">
        <div className="grid gap-4">
          <Verdict result={result} />
          <Figures result={result} />
          <WinRate result={result} />
          <Csv id={run.id} />
        </div>
      </Card>
      <Card title="Equity and fall from the peak" className="lg:col-span-2">
        <EquityChart curve={result.curve} />
      </Card>
      <div className="grid min-w-0 gap-4">
        <Card title="By strategy" className="min-w-0">
          <GroupTable caption="Trades by strategy" groups={result.strategies} breakEven={even} />
          {Object.entries(result.failed_strategies).map(([name, error]) => (
            <p key={name} className="mt-2 text-sm text-fall">
              {name} failed and cast no vote: {error}
            </p>
          ))}
        </Card>
        <Reasons result={result} />
        <SettingsCard run={run} />
      </div>
      <Card title="By hour (UTC)" className="min-w-0">
        <GroupTable caption="Trades by hour" groups={result.hours} breakEven={even} />
      </Card>
    </>
  );
}

function Verdict({ result: { warning, told_from_chance } }: { result: BacktestResult }) {
  const isWarned = warning !== '' || !told_from_chance;
  return (
    <p
      role="status"
      className={`flex gap-2 rounded-lg p-3 text-sm ${isWarned ? 'bg-warn-soft text-warn' : 'bg-sunken'}`}
    >
      <Icon name={isWarned ? 'warning' : 'check'} className="size-5" />
      <span>
        {isWarned ? (
          <strong>{warning || 'This result cannot be told from chance.'}</strong>
        ) : (
          'The win rate lies clear of break-even on these prices.'
        )}{' '}
        Past prices promise nothing for later ones.
      </span>
    </p>
  );
}

function Figures({ result }: { result: BacktestResult }) {
  const { expectancy } = result;
  const interval =
    expectancy.low && expectancy.high
      ? `95% interval ${formatSignedMoney(expectancy.low)} to ${formatSignedMoney(expectancy.high)}`
      : undefined;
  return (
    <dl className="grid grid-cols-2 gap-4 md:grid-cols-4">
      <Stat label="Net result">
        <SignedMoney amount={result.net} />
      </Stat>
      <Stat label="Each trade, on average" note={interval}>
        <SignedMoney amount={expectancy.mean} />
      </Stat>
      <Stat label="Largest fall from a peak">
        <Money amount={result.max_drawdown} />
      </Stat>
      <Stat label="Trades" note={`${result.decisions} decisions on ${result.candles} candles`}>
        {result.trades}
      </Stat>
      <Stat label="Fees">
        <Money amount={result.fees} />
      </Stat>
      <Stat label="Longest losing streak">{result.longest_losing_streak}</Stat>
      <Stat label="Opening balance">
        <Money amount={result.opening_balance} />
      </Stat>
      <Stat label="Closing balance" note="before fees">
        <Money amount={result.closing_balance} />
      </Stat>
    </dl>
  );
}

function WinRate({ result: { hit_rate, break_even } }: { result: BacktestResult }) {
  if (hit_rate.rate === null) return <p className="text-sm text-muted">No trade has ended.</p>;
  const even = break_even ?? '0.5';
  return (
    <div className="grid gap-1">
      <p className="text-sm">
        <strong>Win rate {formatPercent(hit_rate.rate, 1)}</strong> ({hit_rate.wins} of{' '}
        {hit_rate.count}), 95% interval {formatPercent(hit_rate.low, 1)} to{' '}
        {formatPercent(hit_rate.high, 1)}; break-even {formatPercent(even, 1)}
      </p>
      <IntervalBar
        label="Win rate"
        rate={Number(hit_rate.rate)}
        low={Number(hit_rate.low)}
        high={Number(hit_rate.high)}
        mark={Number(even)}
        markLabel="break-even"
      />
      <p className="flex justify-between text-xs text-muted">
        <span>0%</span>
        <span>The line marks break-even</span>
        <span>100%</span>
      </p>
    </div>
  );
}

function Csv({ id }: { id: string }) {
  const download = useCsv(id);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {CSV_NAMES.map((name) => (
        <Button
          key={name}
          size="small"
          variant="secondary"
          isBusy={download.isPending && download.variables === name}
          onClick={() => download.mutate(name)}
        >
          {name} CSV
        </Button>
      ))}
      {download.isError && <ErrorNote error={download.error} />}
    </div>
  );
}

function Reasons({ result: { reasons, hash } }: { result: BacktestResult }) {
  const counted = Object.entries(reasons).toSorted(([, a], [, b]) => b - a);
  const most = Math.max(1, ...counted.map(([, count]) => count));
  const isBought = (code: string) => code.toLowerCase() === 'accepted';
  return (
    <Card title="Decisions by reason">
      <ul className="grid gap-2 text-sm">
        {counted.map(([code, count]) => (
          <li key={code} className="grid gap-1">
            <div className="flex justify-between gap-3">
              <span>{isBought(code) ? 'Bought' : explainReason(code)}</span>
              <span className="tabular font-semibold">{count}</span>
            </div>
            <div
              aria-hidden="true"
              className={`h-1.5 rounded-full ${isBought(code) ? 'bg-accent' : 'bg-edge'}`}
              style={{ width: `${(count / most) * 100}%` }}
            />
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs break-all text-muted">
        Hash of all decisions: <code>{hash}</code>
      </p>
    </Card>
  );
}
