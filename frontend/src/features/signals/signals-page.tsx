import { Link } from 'react-router';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { PageTitle } from '@/components/page-title';
import { RuleStrength } from '@/components/rule-strength';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import { TradeSide } from '@/components/trade-side';
import type { Signal } from '@/lib/api/types';
import { useSignals } from './api/get-signals';
import { VoteChips } from './vote-chips';
import { whyNoTrade } from './why-no-trade';

/** What the strategies see now, symbol by symbol. */
export default function SignalsPage() {
  const { data: signals, error, refetch } = useSignals();
  return (
    <>
      <PageTitle>Signals</PageTitle>
      <Card title="Followed symbols">
        <p className="mb-3 max-w-prose text-sm text-muted">
          What the strategies see now, on every symbol that somebody trades or watches. Open one for
          the numbers behind each vote and how often it was right.
        </p>
        {error && !signals && <ErrorNote error={error} onRetry={refetch} />}
        {!error && !signals && <SkeletonList rows={5} label="Loading signals" />}
        {signals?.length === 0 && (
          <EmptyNote title="No symbol is followed now">
            <Link to="/trade" className="text-accent underline">
              Open one on the trading page
            </Link>
            , or start a session on it.
          </EmptyNote>
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
  const { symbol, name, spot, seen_at, consensus } = signal;
  return (
    <li>
      <Link
        to={`/engine/signals/${symbol}`}
        className="grid items-center gap-x-4 gap-y-2 rounded-lg px-2 py-3 text-ink no-underline hover:bg-sunken md:grid-cols-[minmax(11rem,1fr)_minmax(16rem,1.6fr)_minmax(14rem,1.2fr)_auto]"
      >
        <span className="min-w-0">
          <span className="block font-semibold">{name}</span>
          <span className="tabular block text-sm text-muted">
            {spot} at <Time iso={seen_at} style="time" />
          </span>
        </span>
        <VoteChips votes={consensus.votes} />
        <Outcome signal={signal} />
        <Icon name="chevron" className="hidden size-5 text-muted md:block" />
      </Link>
    </li>
  );
}

function Outcome({ signal: { consensus, reason } }: { signal: Signal }) {
  if (reason || !consensus.direction)
    return (
      <span className="text-sm text-muted">
        <span className="font-semibold">No trade now.</span> {whyNoTrade(reason)}
      </span>
    );
  return (
    <span className="flex flex-wrap items-center gap-x-3 text-sm">
      <TradeSide tradeType={consensus.direction} />
      <RuleStrength value={consensus.confidence} />
    </span>
  );
}
