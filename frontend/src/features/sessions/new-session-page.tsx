import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { AccountSelect } from '@/components/account-select';
import { buttonStyle } from '@/components/button-style';
import { PageTitle } from '@/components/page-title';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { Account, EngineOptions } from '@/lib/api/types';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { useCurrentAccount } from '@/lib/session/current-account';
import { useCreateSession } from './api/post-session';
import { defaultValues } from './form-values';
import { SessionForm } from './session-form';

/** Prepare a session; it trades only once it is started. */
export default function NewSessionPage() {
  const account = useCurrentAccount();
  const { data: options, error, refetch } = useEngineOptions();
  return (
    <>
      <PageTitle
        aside={
          <Link to="/engine/sessions" className={buttonStyle('secondary', 'small')}>
            All sessions
          </Link>
        }
      >
        New session
      </PageTitle>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      {!error && !(options && account) && <SkeletonList rows={5} label="Loading the form" />}
      {options && account && <NewSession key={account.id} options={options} account={account} />}
    </>
  );
}

function NewSession({ options, account }: { options: EngineOptions; account: Account }) {
  const [values] = useState(() => defaultValues(options));
  const create = useCreateSession(options, account.id);
  const navigate = useNavigate();
  return (
    <SessionForm
      options={options}
      account={account}
      values={values}
      save={create}
      label="Prepare session"
      accountField={<AccountSelect accountId={account.id} />}
      onSaved={({ id }) => void navigate(`/engine/sessions/${id}`)}
    />
  );
}
