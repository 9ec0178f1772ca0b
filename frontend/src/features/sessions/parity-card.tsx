import { useState } from 'react';
import { Card } from '@/components/card';
import { Stat } from '@/components/stat';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { ParityDay } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { useParity } from './api/get-parity';
import { parityOf, type ParityFigure } from './parity';

/** Whether replays of everybody's sessions come to the same decisions. */
export function ParityCard() {
  const { data, error, refetch } = useParity();
  return (
    <Card title="Replays of every session">
      <p className="mb-3 max-w-prose text-sm text-muted">
        Sessions that are over, of all users, are run again within the hour on their recorded
        prices. A replay is the same when every decision comes out alike to the last byte: what was
        traded is then what the rules say, and nothing else.
      </p>
      {error && !data && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !data && <SkeletonList rows={1} label="Loading replays" />}
      {data && <Figures days={data} />}
    </Card>
  );
}

function Figures({ days }: { days: ParityDay[] }) {
  const [now] = useState(Date.now);
  return (
    <dl className="grid grid-cols-2 gap-4">
      <Figure label="Today (UTC)" figure={parityOf(days, 1, now)} />
      <Figure label="Last 30 days" figure={parityOf(days, 30, now)} />
    </dl>
  );
}

function Figure({ label, figure: { same, compared } }: { label: string; figure: ParityFigure }) {
  if (!compared)
    return (
      <Stat label={label} note="no replay compared yet">
        –
      </Stat>
    );
  // Rounded down: 100 % is said only when all were the same.
  const share = Math.floor((same / compared) * 10_000) / 10_000;
  return (
    <Stat
      label={label}
      note={`${same} of ${compared} ${compared === 1 ? 'replay' : 'replays'} the same`}
    >
      {formatPercent(share)}
    </Stat>
  );
}
