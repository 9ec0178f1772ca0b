import { Link } from 'react-router';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { PageTitle } from '@/components/page-title';
import { RuleStrength } from '@/components/rule-strength';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { TradeSide } from '@/components/trade-side';
import type { Signal } from '@/lib/api/types';
import { useSignals } from './api/get-signals';

/** What the strategies see now, symbol by symbol. */
export default function SignalsPage() {
  const { data: signals, error, refetch } = useSignals();
  return (
    <>
      <PageTitle>Signals</PageTitle>
      <Card title="Followed symbols">
        {error && !signals && <ErrorNote error={error} onRetry={refetch} />}
        {!error && !signals && <SkeletonList rows={5} label="Loading signals" />}
        {signals?.length === 0 && (
          <EmptyNote title="No symbol is followed now">Open one on the trading page.</EmptyNote>
        )}
        <ul aria-label="Signals" className="divide-y">
          {signals?.map((signal) => (
            <SignalLine key={signal.symbol} signal={signal} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function SignalLine({ signal }: { signal: Signal }) {
  const { symbol, name, spot, consensus, reason } = signal;
  return (
    <li>
      <Link
        to={`/engine/signals/${symbol}`}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg px-2 py-3 no-underline hover:bg-sunken"
      >
        <span className="min-w-0 flex-1 basis-44">
          <span className="block font-semibold text-ink">{name}</span>
          <span className="tabular block text-sm text-muted">
            {symbol} at {spot}
          </span>
        </span>
        <span className="flex min-w-0 basis-56 items-center gap-3 text-sm">
          {reason || !consensus.direction ? (
            <span className="text-muted">{reason?.detail ?? 'No consensus'}</span>
          ) : (
            <>
              <TradeSide tradeType={consensus.direction} />
              <RuleStrength value={consensus.confidence} />
            </>
          )}
        </span>
        <Icon name="chart" className="size-5 text-muted" />
      </Link>
    </li>
  );
}
