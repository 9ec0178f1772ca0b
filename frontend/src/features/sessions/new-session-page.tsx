import { useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { AccountBadge } from '@/components/account-badge';
import { AccountSelect } from '@/components/account-select';
import { Button } from '@/components/button';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { StakingFields } from '@/components/engine-form/staking-fields';
import { StrategyFields } from '@/components/engine-form/strategy-fields';
import { PageTitle } from '@/components/page-title';
import { RefusalNote } from '@/components/refusal-note';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { Account, EngineOptions, FieldError } from '@/lib/api/types';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { useSymbols } from '@/lib/endpoints/get-symbols';
import { placeErrors } from '@/lib/form/place-errors';
import { useCurrentAccount } from '@/lib/session/current-account';
import { useCreateSession } from './api/post-session';
import { defaultValues, fieldOf, toBody, type SessionValues } from './form-values';
import { OddsCard } from './odds-card';
import { LengthField, LimitFields, SymbolFields } from './session-fields';

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

function useSessionForm({ options, account }: SessionFormProps) {
  const form = useForm<SessionValues>({ defaultValues: defaultValues(options) });
  const create = useCreateSession();
  const navigate = useNavigate();
  const [rest, setRest] = useState<FieldError[]>([]);
  const submit = form.handleSubmit((values) =>
    create.mutate(toBody(values, options, account.id), {
      onSuccess: ({ id }) => navigate(`/engine/sessions/${id}`),
      onError: (error) => setRest(placeErrors(form, error, (field) => fieldOf(values, field))),
    }),
  );
  return { form, create, submit, rest };
}

function SessionForm({ options, account }: SessionFormProps) {
  const { form, create, submit, rest } = useSessionForm({ options, account });
  const { data: symbols = [] } = useSymbols();
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={submit} className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What it trades">
          <div className="grid gap-4">
            <div className="flex items-center gap-3">
              <AccountBadge kind={account.kind} />
              <AccountSelect accountId={account.id} />
            </div>
            <SymbolFields symbols={symbols} most={options.most_symbols} />
            <LengthField options={options} symbols={symbols} />
            <StrategyFields options={options} />
          </div>
        </Card>
        <Card title="How much and how long">
          <div className="grid gap-4">
            <StakingFields options={options} currency={account.currency} />
            <FibonacciOdds account={account} />
            <LimitFields options={options} account={account} />
            <Button type="submit" isBusy={create.isPending}>
              Prepare session
            </Button>
            <p className="text-sm text-muted">
              Nothing is bought yet: the next page starts it. The account’s own limits bind besides.
            </p>
            {create.isError && <RefusalNote error={create.error} rest={rest} />}
          </div>
        </Card>
      </form>
    </FormProvider>
  );
}

function FibonacciOdds({ account }: { account: Account }) {
  const kind = useWatch<SessionValues, 'kind'>({ name: 'kind' });
  if (kind !== 'fibonacci') return null;
  return <OddsCard accountId={account.id} currency={account.currency} />;
}
