import { useState } from 'react';
import { FormProvider, useForm, useFormContext } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { Button } from '@/components/button';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { StakingFields } from '@/components/engine-form/staking-fields';
import { StrategyFields } from '@/components/engine-form/strategy-fields';
import { SelectField, TextField } from '@/components/field';
import { PageTitle } from '@/components/page-title';
import { RefusalNote } from '@/components/refusal-note';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { BacktestOptions, EngineOptions, FieldError } from '@/lib/api/types';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { useSymbols } from '@/lib/endpoints/get-symbols';
import { placeErrors } from '@/lib/form/place-errors';
import { AdvancedFields } from './advanced-fields';
import { useBacktestOptions } from './api/get-options';
import { useCreateBacktest } from './api/post-backtest';
import { CostFields } from './cost-fields';
import { defaultValues, fieldOf, toBody, type BacktestValues } from './form-values';
import { SourceFields } from './source-fields';

/** Set up a run on past prices. */
export default function NewBacktestPage() {
  const engine = useEngineOptions();
  const backtest = useBacktestOptions();
  const failed = [engine, backtest].find(({ error, data }) => error && !data);
  return (
    <>
      <PageTitle
        aside={
          <Link to="/engine/backtests" className={buttonStyle('secondary', 'small')}>
            All backtests
          </Link>
        }
      >
        New backtest
      </PageTitle>
      {failed && <ErrorNote error={failed.error} onRetry={failed.refetch} />}
      {!failed && !(engine.data && backtest.data) && (
        <SkeletonList rows={5} label="Loading the form" />
      )}
      {engine.data && backtest.data && (
        <BacktestForm engine={engine.data} backtest={backtest.data} />
      )}
    </>
  );
}

interface BacktestFormProps {
  engine: EngineOptions;
  backtest: BacktestOptions;
}

function useBacktestForm({ engine, backtest }: BacktestFormProps) {
  const [now] = useState(Date.now);
  const form = useForm<BacktestValues>({
    defaultValues: defaultValues(engine, backtest.payout_ratio, now),
  });
  const create = useCreateBacktest();
  const navigate = useNavigate();
  const [rest, setRest] = useState<FieldError[]>([]);
  const submit = form.handleSubmit((values) =>
    create.mutate(toBody(values, engine), {
      onSuccess: ({ id }) => navigate(`/engine/backtests/${id}`),
      onError: (error) => setRest(placeErrors(form, error, (field) => fieldOf(values, field))),
    }),
  );
  return { form, create, submit, rest };
}

function BacktestForm({ engine, backtest }: BacktestFormProps) {
  const { form, create, submit, rest } = useBacktestForm({ engine, backtest });
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={submit} className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What is tried">
          <div className="grid gap-4">
            <MarketFields engine={engine} />
            <SourceFields options={backtest} />
            <StrategyFields options={engine} isOnCandles />
          </div>
        </Card>
        <Card title="Stakes, limits and costs">
          <div className="grid gap-4">
            <StakingFields options={engine} currency="USD" />
            <CostFields options={backtest} />
            <AdvancedFields engine={engine} options={backtest} />
            <Button type="submit" isBusy={create.isPending}>
              Run backtest
            </Button>
            {create.isError && <RefusalNote error={create.error} rest={rest} />}
          </div>
        </Card>
      </form>
    </FormProvider>
  );
}

function MarketFields({ engine }: { engine: EngineOptions }) {
  const { register, formState } = useFormContext<BacktestValues>();
  const { data: symbols = [] } = useSymbols();
  const { errors } = formState;
  return (
    <>
      <TextField
        label="Name (may be empty)"
        maxLength={60}
        error={errors.name?.message}
        {...register('name')}
      />
      <SelectField
        label="Symbol"
        error={errors.symbol?.message}
        {...register('symbol', { validate: (text) => text !== '' || 'Choose a symbol.' })}
      >
        <option value="">Choose…</option>
        {symbols.map(({ symbol, name }) => (
          <option key={symbol} value={symbol}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Contract length"
        error={errors.expiry_minutes?.message}
        {...register('expiry_minutes')}
      >
        {engine.expiry_minutes.map((minutes) => (
          <option key={minutes} value={minutes}>
            {minutes} {minutes === 1 ? 'minute' : 'minutes'}
          </option>
        ))}
      </SelectField>
    </>
  );
}
