import { Link } from 'react-router';
import { AccountTitle } from '@/components/account-title';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { SignedMoney } from '@/components/money';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Account, EngineSession } from '@/lib/api/types';
import { useCurrentAccount } from '@/lib/session/current-account';
import { useSessions } from './api/get-sessions';
import { ParityCard } from './parity-card';
import { SessionBadge } from './session-badge';
import { stopWords } from './session-words';
import { useLiveSessions } from './use-live-session';

/** The account's automatic sessions. */
export default function SessionsPage() {
  const account = useCurrentAccount();
  useLiveSessions();
  return (
    <>
      <AccountTitle account={account}>Sessions</AccountTitle>
      <div className="grid gap-4">
        {account ? <Sessions key={account.id} account={account} /> : <SkeletonList rows={4} />}
        <ParityCard />
      </div>
    </>
  );
}

function Sessions({ account }: { account: Account }) {
  const { data: sessions, error, refetch } = useSessions(account.id);
  return (
    <Card
      title="Automatic trading"
      aside={
        <Link to="/engine/sessions/new" className={buttonStyle('primary', 'small')}>
          New session
        </Link>
      }
    >
      <p className="mb-3 max-w-prose text-sm text-muted">
        A session trades by the votes of its strategies, also while this page is closed. The vote
        always binds, and every limit of the account holds.
      </p>
      {error && !sessions && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !sessions && <SkeletonList label="Loading sessions" />}
      {sessions?.length === 0 && (
        <EmptyNote title="No session yet">Prepare one; it trades once you start it.</EmptyNote>
      )}
      <ul aria-label="Sessions" className="divide-y">
        {sessions?.map((session) => (
          <SessionLine key={session.id} session={session} currency={account.currency} />
        ))}
      </ul>
    </Card>
  );
}

interface SessionLineProps {
  session: EngineSession;
  currency: string;
}

function SessionLine({ session, currency }: SessionLineProps) {
  const { id, status, settings, trades, result, started_at, created_at } = session;
  return (
    <li>
      <Link
        to={`/engine/sessions/${id}`}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg px-2 py-3 text-ink no-underline hover:bg-sunken"
      >
        <SessionBadge status={status} />
        <span className="min-w-0 flex-1 basis-48">
          <span className="block font-semibold">{settings.symbols.join(', ')}</span>
          <span className="block text-sm text-muted">
            {stopWords(session) ?? (
              <>
                {started_at ? 'Started ' : 'Prepared '}
                <Time iso={started_at ?? created_at} />
              </>
            )}
          </span>
        </span>
        <span className="text-sm text-muted">
          {trades} {trades === 1 ? 'trade' : 'trades'}
        </span>
        <SignedMoney amount={result} currency={currency} />
      </Link>
    </li>
  );
}
