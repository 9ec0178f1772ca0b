import { FormProvider, useForm } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { AccountBadge } from '@/components/account-badge';
import { Button } from '@/components/button';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { SelectField } from '@/components/field';
import { PageTitle } from '@/components/page-title';
import { ErrorNote, SkeletonList } from '@/components/states';
import { ApiProblem } from '@/lib/api/problem';
import type { Account, EngineOptions } from '@/lib/api/types';
import { useSymbols } from '@/lib/endpoints/get-symbols';
import { toWords } from '@/lib/format/words';
import { useCurrentAccount } from '@/lib/session/current-account';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { useCreateSession } from './api/post-session';
import { defaultValues, toBody, type SessionValues } from './form-values';
import { LimitFields, StakingFields, SymbolFields } from './session-fields';
import { StrategyFields } from './strategy-fields';

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
      {options && account && <SessionForm key={account.id} options={options} account={account} />}
    </>
  );
}

interface SessionFormProps {
  options: EngineOptions;
  account: Account;
}

function SessionForm({ options, account }: SessionFormProps) {
  const form = useForm<SessionValues>({ defaultValues: defaultValues(options) });
  const create = useCreateSession();
  const navigate = useNavigate();
  const { data: symbols = [] } = useSymbols();
  const submit = form.handleSubmit((values) =>
    create.mutate(toBody(values, options, account.id), {
      onSuccess: ({ id }) => navigate(`/engine/sessions/${id}`),
    }),
  );
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={submit} className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What it trades" aside={<AccountBadge kind={account.kind} />}>
          <div className="grid gap-4">
            <SymbolFields symbols={symbols} most={options.most_symbols} />
            <SelectField label="Contract length" {...form.register('expiry_minutes')}>
              {options.expiry_minutes.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {minutes} {minutes === 1 ? 'minute' : 'minutes'}
                </option>
              ))}
            </SelectField>
            <StrategyFields options={options} />
          </div>
        </Card>
        <Card title="How much and how long">
          <div className="grid gap-4">
            <StakingFields options={options} account={account} />
            <LimitFields options={options} account={account} />
            <Button type="submit" isBusy={create.isPending}>
              Prepare session
            </Button>
            {create.isError && <Wrong error={create.error} />}
          </div>
        </Card>
      </form>
    </FormProvider>
  );
}

function Wrong({ error }: { error: Error }) {
  const fields = error instanceof ApiProblem ? error.errors : [];
  if (!fields.length) return <ErrorNote error={error} />;
  return (
    <ul role="alert" className="grid gap-1 rounded-lg bg-fall-soft p-3 text-sm">
      {fields.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          <strong>{toWords(field.replaceAll('.', ' '))}:</strong> {message}
        </li>
      ))}
    </ul>
  );
}
