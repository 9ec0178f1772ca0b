import { useState, type ReactNode } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { AccountBadge } from '@/components/account-badge';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { StakingFields } from '@/components/engine-form/staking-fields';
import { StrategyFields } from '@/components/engine-form/strategy-fields';
import { RefusalNote } from '@/components/refusal-note';
import type { Account, EngineOptions, EngineSession, FieldError } from '@/lib/api/types';
import { useSymbols } from '@/lib/endpoints/get-symbols';
import { placeErrors } from '@/lib/form/place-errors';
import { fieldOf, type SessionValues } from './form-values';
import { OddsCard } from './odds-card';
import { LengthField, LimitFields, SymbolFields } from './session-fields';

interface Save {
  isPending: boolean;
  error: Error | null;
  mutate: (
    values: SessionValues,
    then: { onSuccess: (session: EngineSession) => void; onError: (error: Error) => void },
  ) => void;
}

interface SessionFormProps {
  options: EngineOptions;
  account: Account;
  values: SessionValues;
  save: Save;
  /** What stands on the button that saves. */
  label: string;
  /** Chooses or names the account. */
  accountField: ReactNode;
  onSaved: (session: EngineSession) => void;
}

/** Everything a session is made of; `save` is asked only with values the form accepts. */
export function SessionForm(props: SessionFormProps) {
  const { options, account, values, save, accountField, onSaved } = props;
  const form = useForm<SessionValues>({ defaultValues: values });
  const [rest, setRest] = useState<FieldError[]>([]);
  const { data: symbols = [] } = useSymbols();
  const submit = form.handleSubmit((filled) =>
    save.mutate(filled, {
      onSuccess: onSaved,
      onError: (error) => setRest(placeErrors(form, error, (field) => fieldOf(filled, field))),
    }),
  );
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={submit} className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What it trades">
          <div className="grid gap-4">
            <div className="flex items-center gap-3">
              <AccountBadge kind={account.kind} />
              {accountField}
            </div>
            <SymbolFields symbols={symbols} most={options.most_symbols} />
            <LengthField options={options} symbols={symbols} />
            <StrategyFields options={options} />
          </div>
        </Card>
        <AmountsCard {...props} rest={rest} />
      </form>
    </FormProvider>
  );
}

function AmountsCard(props: SessionFormProps & { rest: FieldError[] }) {
  const { options, account, save, label, rest } = props;
  return (
    <Card title="How much and how long">
      <div className="grid gap-4">
        <StakingFields options={options} currency={account.currency} />
        <FibonacciOdds account={account} />
        <LimitFields options={options} account={account} />
        <Button type="submit" isBusy={save.isPending}>
          {label}
        </Button>
        <p className="text-sm text-muted">
          Nothing is bought yet: the next page starts it. The account’s own limits bind besides.
        </p>
        {save.error && <RefusalNote error={save.error} rest={rest} />}
      </div>
    </Card>
  );
}

function FibonacciOdds({ account }: { account: Account }) {
  const kind = useWatch<SessionValues, 'kind'>({ name: 'kind' });
  if (kind !== 'fibonacci') return null;
  return <OddsCard accountId={account.id} currency={account.currency} />;
}
