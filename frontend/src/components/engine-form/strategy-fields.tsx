import { useFormContext, useWatch } from 'react-hook-form';
import { CheckField, TextField } from '@/components/field';
import type { EngineOptions, ParameterInfo, StrategyInfo } from '@/lib/api/types';
import { numberRule, wholeRule } from '@/lib/engine/rules';
import type { WithStrategies } from '@/lib/engine/strategy-values';
import { toWords } from '@/lib/format/words';

interface StrategyFieldsProps {
  options: EngineOptions;
  /** Explain strategies that read single ticks, which candles lack. */
  isOnCandles?: boolean;
}

/** Which strategies vote, with what weight, and how each is tuned. */
export function StrategyFields({ options, isOnCandles = false }: StrategyFieldsProps) {
  const { getFieldState, formState } = useFormContext<WithStrategies>();
  const message: unknown = getFieldState('strategies', formState).error?.message;
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-semibold">
        Strategies (at least {options.least_strategies} must vote)
      </legend>
      {options.strategies.map((strategy) => (
        <StrategyField
          key={strategy.name}
          strategy={strategy}
          options={options}
          note={
            isOnCandles && strategy.needs_ticks
              ? 'Reads single ticks: casts no vote on candles.'
              : undefined
          }
        />
      ))}
      {typeof message === 'string' && (
        <p role="alert" className="text-sm font-medium text-fall">
          {message}
        </p>
      )}
    </fieldset>
  );
}

interface StrategyFieldProps {
  strategy: StrategyInfo;
  options: EngineOptions;
  note: string | undefined;
}

function StrategyField({ strategy, options, note }: StrategyFieldProps) {
  const { name } = strategy;
  const { register, control, getFieldState, formState, getValues } =
    useFormContext<WithStrategies>();
  const isUsed = useWatch({ control, name: `strategies.${name}.isUsed` });
  const { error } = getFieldState(`strategies.${name}`, formState);
  const isEnough = () => {
    const used = Object.values(getValues('strategies')).filter((each) => each.isUsed);
    return used.length >= options.least_strategies || `Choose ${options.least_strategies} or more.`;
  };
  return (
    <div className="grid gap-2 rounded-lg border p-3">
      <CheckField
        label={
          <>
            <span className="font-medium">{toWords(name)}</span>
            {note && <span className="block text-muted">{note}</span>}
          </>
        }
        error={getFieldState(`strategies.${name}.isUsed`, formState).error?.message}
        {...register(`strategies.${name}.isUsed`, { validate: isEnough })}
      />
      {isUsed && (
        <details open={error ? true : undefined}>
          <summary className="rounded text-sm text-muted">Weight and parameters</summary>
          <TuningFields strategy={strategy} mostWeight={options.most_weight} />
        </details>
      )}
    </div>
  );
}

function ruleOf({ is_whole, low, high }: ParameterInfo) {
  const bound = { low: String(low), high: String(high) };
  return is_whole ? wholeRule(bound) : numberRule(bound);
}

function TuningFields({ strategy, mostWeight }: { strategy: StrategyInfo; mostWeight: number }) {
  const { name, parameters } = strategy;
  const { register, getFieldState, formState } = useFormContext<WithStrategies>();
  const weight = `strategies.${name}.weight` as const;
  return (
    <div className="grid items-start gap-3 pt-3 sm:grid-cols-2">
      <TextField
        label={`Weight of ${name}`}
        hint={`1 to ${mostWeight}: how much its vote counts`}
        inputMode="numeric"
        error={getFieldState(weight, formState).error?.message}
        {...register(weight, { validate: wholeRule({ low: '1', high: String(mostWeight) }) })}
      />
      {parameters.map((each) => {
        const field = `strategies.${name}.parameters.${each.name}` as const;
        return (
          <TextField
            key={each.name}
            label={`${toWords(each.name)} of ${name}`}
            hint={`${each.low} to ${each.high}: ${each.meaning}`}
            inputMode="decimal"
            error={getFieldState(field, formState).error?.message}
            {...register(field, { validate: ruleOf(each) })}
          />
        );
      })}
    </div>
  );
}
