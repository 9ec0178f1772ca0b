import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import type { Account, EngineOptions, EngineSession } from '@/lib/api/types';
import { useAccounts } from '@/lib/endpoints/get-accounts';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { formatMoney } from '@/lib/format/money';
import { useEngineSession } from './api/get-session';
import { useChangeSession } from './api/put-session';
import { valuesOf } from './form-values';
import { SessionForm } from './session-form';

/** Change what a session will do; possible until it is started. */
export default function ChangeSessionPage() {
  const { sessionId = '' } = useParams();
  const session = useEngineSession(sessionId);
  const options = useEngineOptions();
  const accounts = useAccounts();
  const failed = [session, options, accounts].find(({ error, data }) => error && !data);
  const account = accounts.data?.find(({ id }) => id === session.data?.account_id);
  return (
    <>
      <PageTitle
        aside={
          <Link to={`/engine/sessions/${sessionId}`} className={buttonStyle('secondary', 'small')}>
            Back to the session
          </Link>
        }
      >
        Change session
      </PageTitle>
      {failed && <ErrorNote error={failed.error} onRetry={failed.refetch} />}
      {!failed && !(session.data && options.data && account) && (
        <SkeletonList rows={5} label="Loading the form" />
      )}
      {session.data && options.data && account && (
        <ChangeSession session={session.data} options={options.data} account={account} />
      )}
    </>
  );
}

interface ChangeSessionProps {
  session: EngineSession;
  options: EngineOptions;
  account: Account;
}

function ChangeSession({ session, options, account }: ChangeSessionProps) {
  const [values] = useState(() => valuesOf(options, session.settings));
  const change = useChangeSession(options, session.id);
  const navigate = useNavigate();
  if (session.status !== 'ready')
    return (
      <EmptyNote title="It has started">
        A session can be changed only before its start. Stop it and prepare another one.
      </EmptyNote>
    );
  return (
    <SessionForm
      options={options}
      account={account}
      values={values}
      save={change}
      label="Save changes"
      accountField={<span>{formatMoney(account.balance, account.currency)}</span>}
      onSaved={({ id }) => void navigate(`/engine/sessions/${id}`)}
    />
  );
}
