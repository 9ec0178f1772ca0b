import { useFormContext } from 'react-hook-form';
import { SelectField, TextField } from '@/components/field';
import type { BacktestOptions, EngineOptions } from '@/lib/api/types';
import { amountRule, numberRule, optional, wholeRule, type Rule } from '@/lib/engine/rules';
import type { BacktestValues } from './form-values';

interface AdvancedFieldsProps {
  engine: EngineOptions;
  options: BacktestOptions;
}

interface Entry {
  name: (typeof TEXTS)[number];
  label: string;
  hint: string;
  rule: Rule;
}

const TEXTS = [
  'min_agreeing',
  'min_confidence',
  'cooldown_losses',
  'cooldown_minutes',
  'daily_take_profit',
] as const;
const NAMES = [...TEXTS, 'account_kind', 'when_halted'] as const;

function entries({ engine, options: { bounds } }: AdvancedFieldsProps): Entry[] {
  const votes = { low: '1', high: String(engine.strategies.length) };
  const range = (name: string) => `${bounds[name]?.low ?? ''} to ${bounds[name]?.high ?? ''}`;
  return [
    {
      name: 'min_agreeing',
      label: 'Votes that must agree',
      hint: `${votes.low} to ${votes.high}. Live it is 2.`,
      rule: wholeRule(votes),
    },
    {
      name: 'min_confidence',
      label: 'Least rule strength',
      hint: `${range('min_confidence')}. Live it is 0.70.`,
      rule: numberRule(bounds['min_confidence']),
    },
    {
      name: 'cooldown_losses',
      label: 'Rests after losses in a row',
      hint: `${range('limits.cooldown_losses')}. Empty: never.`,
      rule: optional(wholeRule(bounds['limits.cooldown_losses'])),
    },
    {
      name: 'cooldown_minutes',
      label: 'Minutes of such a rest',
      hint: range('limits.cooldown_minutes'),
      rule: wholeRule(bounds['limits.cooldown_minutes']),
    },
    {
      name: 'daily_take_profit',
      label: 'Rests for the day at a profit of',
      hint: `${range('limits.daily_take_profit')}. Empty: never.`,
      rule: optional(amountRule(bounds['limits.daily_take_profit'])),
    },
  ];
}

/** What most runs leave as it is: which votes count, rests, halts and the kind of account. */
export function AdvancedFields(props: AdvancedFieldsProps) {
  const { getFieldState, formState } = useFormContext<BacktestValues>();
  const isWrong = NAMES.some((name) => getFieldState(name, formState).error);
  return (
    <details open={isWrong ? true : undefined} className="rounded-lg border p-3">
      <summary className="rounded text-sm font-semibold">Advanced</summary>
      <fieldset className="grid items-start gap-3 pt-3 sm:grid-cols-2">
        <legend className="sr-only">Advanced settings</legend>
        <ChoiceFields />
        <TextFields {...props} />
      </fieldset>
    </details>
  );
}

function ChoiceFields() {
  const { register, formState } = useFormContext<BacktestValues>();
  const { errors } = formState;
  return (
    <>
      <SelectField
        label="After a halt"
        error={errors.when_halted?.message}
        {...register('when_halted')}
      >
        <option value="resume">Resumes by itself</option>
        <option value="stop">Ends the run</option>
      </SelectField>
      <SelectField
        label="Kind of account"
        error={errors.account_kind?.message}
        {...register('account_kind')}
      >
        <option value="demo">Demo</option>
        <option value="real">Real</option>
      </SelectField>
    </>
  );
}

function TextFields(props: AdvancedFieldsProps) {
  const { register, getFieldState, formState } = useFormContext<BacktestValues>();
  return entries(props).map(({ name, label, hint, rule }) => (
    <TextField
      key={name}
      label={label}
      hint={hint}
      error={getFieldState(name, formState).error?.message}
      {...register(name, { validate: rule })}
    />
  ));
}
