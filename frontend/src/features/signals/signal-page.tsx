import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { ConsensusView } from '@/components/consensus-view';
import { SelectField } from '@/components/field';
import { Icon } from '@/components/icon';
import { PageTitle } from '@/components/page-title';
import { ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Signal, SignalDetail } from '@/lib/api/types';
import { DURATIONS, useSignal, type Duration } from './api/get-signal';
import { whyNoTrade } from './why-no-trade';

/** One symbol: every vote with its facts, the consensus, and why there is no trade now. */
export default function SignalPage() {
  const { symbol = '' } = useParams();
  const [minutes, setMinutes] = useState<Duration>('5');
  const { data: signal, error, refetch } = useSignal(symbol, minutes);
  return (
    <>
      <PageTitle
        aside={
          <div className="flex gap-2">
            <Link to={`/trade?symbol=${symbol}`} className={buttonStyle('secondary', 'small')}>
              Open chart
            </Link>
            <Link to="/engine/signals" className={buttonStyle('secondary', 'small')}>
              All signals
            </Link>
          </div>
        }
      >
        {signal?.name ?? symbol}
      </PageTitle>
      {error && !signal && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !signal && <SkeletonList rows={5} label="Loading the signal" />}
      {signal && (
        <div className="grid items-start gap-4 lg:grid-cols-[2fr_1fr]">
          <Card title="Votes" aside={<Spot signal={signal} />}>
            <Why signal={signal} />
            <ConsensusView consensus={signal.consensus} hitRates={signal.hit_rates} isOpen />
          </Card>
          <Measured signal={signal} minutes={minutes} onChange={setMinutes} />
        </div>
      )}
    </>
  );
}

function Spot({ signal }: { signal: Signal }) {
  return (
    <p className="tabular text-sm text-muted">
      {signal.spot} at <Time iso={signal.seen_at} style="time" />
    </p>
  );
}

function Why({ signal }: { signal: Signal }) {
  const { reason } = signal;
  return (
    <p
      className={`mb-3 flex items-center gap-2 rounded-lg p-2.5 text-sm ${reason ? 'bg-warn-soft text-warn' : 'bg-rise-soft text-rise'}`}
    >
      <Icon name={reason ? 'stop' : 'check'} className="size-5" />
      {reason ? (
        <span>
          <strong>No trade now.</strong> {whyNoTrade(reason)}
        </span>
      ) : (
        <span>The votes call for a trade. Your own limits decide whether one is made.</span>
      )}
    </p>
  );
}

interface MeasuredProps {
  signal: SignalDetail;
  minutes: Duration;
  onChange: (minutes: Duration) => void;
}

function Measured({ signal, minutes, onChange }: MeasuredProps) {
  return (
    <Card title="How hit rates are measured">
      <div className="grid gap-3 text-sm text-muted">
        <SelectField
          label="Contract length"
          value={minutes}
          onChange={(event) => onChange(event.target.value as Duration)}
        >
          {DURATIONS.map((each) => (
            <option key={each} value={each}>
              {each} {each === '1' ? 'minute' : 'minutes'}
            </option>
          ))}
        </SelectField>
        <p>
          On the last {signal.measured_candles} closed one-minute candles of this symbol: a vote
          counts as right when the price {signal.expiry_minutes} minutes later lies its way. Samples
          do not overlap. Past rates promise nothing.
        </p>
        <p>
          The bar shows the rate as a dot and its 95% interval around it; the line marks 50%. To
          break even a contract must win more often than that: the ticket says how often.
        </p>
        <p>A strategy that reads single ticks cannot be measured on candles.</p>
      </div>
    </Card>
  );
}
