import { Link, useParams } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { ConsensusView } from '@/components/consensus-view';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { EngineSessionDetail, Look } from '@/lib/api/types';
import { useAccounts } from '@/lib/endpoints/get-accounts';
import { useEngineSession } from './api/get-session';
import { DecisionsCard } from './decisions-card';
import { ReplaysCard } from './replays-card';
import { SessionBadge } from './session-badge';
import { SessionStats } from './session-stats';
import { SessionSteps } from './session-steps';
import { openWords, stopWords } from './session-words';
import { useLiveSessions } from './use-live-session';

/** One session as it runs: state, result, what it sees, and why it did not trade. */
export default function SessionPage() {
  const { sessionId = '' } = useParams();
  const { data: session, error, refetch } = useEngineSession(sessionId);
  useLiveSessions();
  return (
    <>
      <PageTitle
        aside={
          <Link to="/engine/sessions" className={buttonStyle('secondary', 'small')}>
            All sessions
          </Link>
        }
      >
        Session
      </PageTitle>
      {error && !session && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !session && <SkeletonList rows={5} label="Loading the session" />}
      {session && <SessionDetail session={session} />}
    </>
  );
}

function SessionDetail({ session }: { session: EngineSessionDetail }) {
  const { data: accounts } = useAccounts();
  const account = accounts?.find(({ id }) => id === session.account_id);
  const currency = account?.currency ?? 'USD';
  const why = stopWords(session);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="State" aside={<SessionBadge status={session.status} />}>
        <div className="grid gap-4">
          {why && (
            <p role="status" className="rounded-lg bg-warn-soft p-2.5 text-sm text-warn">
              {why}. {openWords(session.open_trades)}
            </p>
          )}
          <SessionStats session={session} currency={currency} />
          <SessionSteps session={session} />
        </div>
      </Card>
      <Looks session={session} />
      <ReplaysCard replays={session.replays} />
      <DecisionsCard session={session} currency={currency} />
    </div>
  );
}

function Looks({ session }: { session: EngineSessionDetail }) {
  const { looks, nearest } = session;
  return (
    <Card title="What it saw last">
      {looks.length === 0 && <EmptyNote title="Nothing yet">It looks once it runs.</EmptyNote>}
      <div className="grid gap-4">
        {looks.map((look) => (
          <LookView key={look.symbol} look={look} />
        ))}
        {nearest && (
          <p className="text-sm text-muted">
            Nearest miss: {nearest.agreeing} {nearest.agreeing === 1 ? 'vote' : 'votes'} with rule
            strength {Number(nearest.confidence).toFixed(2)} on {nearest.symbol} at{' '}
            <Time iso={nearest.at} />.
          </p>
        )}
      </div>
    </Card>
  );
}

function LookView({ look }: { look: Look }) {
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap justify-between gap-2 text-sm">
        <span className="font-semibold">{look.symbol}</span>
        <span className="text-muted">
          <Time iso={look.seen_at} style="time" />
        </span>
      </p>
      {look.reason && <p className="text-sm text-muted">No trade then: {look.reason.detail}.</p>}
      {look.consensus && <ConsensusView consensus={look.consensus} />}
    </div>
  );
}
