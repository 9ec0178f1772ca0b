import { useState } from 'react';
import { Controller, useFormContext } from 'react-hook-form';
import { Button } from '@/components/button';
import { SelectField, TextField } from '@/components/field';
import type { Account, EngineOptions, MarketSymbol } from '@/lib/api/types';
import { amountRule, hoursRule, optional, wholeRule } from '@/lib/engine/rules';
import type { SessionValues } from './form-values';

interface SymbolFieldsProps {
  symbols: MarketSymbol[];
  most: number;
}

/** Choose the symbols one by one. */
export function SymbolFields({ symbols, most }: SymbolFieldsProps) {
  const { control } = useFormContext<SessionValues>();
  return (
    <Controller
      control={control}
      name="symbols"
      rules={{ validate: (chosen) => chosen.length > 0 || 'Choose a symbol or more.' }}
      render={({ field, fieldState }) => (
        <Symbols
          symbols={symbols}
          most={most}
          chosen={field.value}
          error={fieldState.error?.message}
          onChange={field.onChange}
        />
      )}
    />
  );
}

interface SymbolsProps extends SymbolFieldsProps {
  chosen: string[];
  error: string | undefined;
  onChange: (chosen: string[]) => void;
}

function Symbols({ symbols, most, chosen, error, onChange }: SymbolsProps) {
  const [next, setNext] = useState('');
  const free = symbols.filter(({ symbol }) => !chosen.includes(symbol));
  const add = (symbol: string) => {
    setNext('');
    if (symbol) onChange([...chosen, symbol]);
  };
  return (
    <div className="grid gap-2">
      <SelectField
        label={`Symbols (up to ${most})`}
        hint={chosen.length ? undefined : 'Add one after the other.'}
        error={error}
        value={next}
        disabled={chosen.length >= most}
        onChange={(event) => add(event.target.value)}
      >
        <option value="">{chosen.length ? 'Add another…' : 'Add a symbol…'}</option>
        {free.map(({ symbol, name }) => (
          <option key={symbol} value={symbol}>
            {name}
          </option>
        ))}
      </SelectField>
      <Chosen chosen={chosen} symbols={symbols} onChange={onChange} />
    </div>
  );
}

interface ChosenProps {
  chosen: string[];
  symbols: MarketSymbol[];
  onChange: (left: string[]) => void;
}

function Chosen({ chosen, symbols, onChange }: ChosenProps) {
  const nameOf = (symbol: string) => symbols.find((each) => each.symbol === symbol)?.name ?? symbol;
  if (!chosen.length) return null;
  return (
    <ul aria-label="Chosen symbols" className="flex flex-wrap gap-2">
      {chosen.map((symbol) => (
        <li key={symbol}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`Remove ${nameOf(symbol)}`}
            onClick={() => onChange(chosen.filter((each) => each !== symbol))}
          >
            {nameOf(symbol)} ×
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** How long each contract runs; lengths that a chosen symbol does not offer are left out. */
export function LengthField({
  options,
  symbols,
}: {
  options: EngineOptions;
  symbols: MarketSymbol[];
}) {
  const { register, watch, formState } = useFormContext<SessionValues>();
  const chosen = symbols.filter(({ symbol }) => watch('symbols').includes(symbol));
  const isOffered = (minutes: number) =>
    chosen.every(({ durations }) => durations.includes(minutes));
  return (
    <SelectField
      label="Contract length"
      error={formState.errors.expiry_minutes?.message}
      {...register('expiry_minutes', {
        validate: (text) => isOffered(Number(text)) || 'A chosen symbol does not offer this.',
      })}
    >
      {options.expiry_minutes.map((minutes) => (
        <option key={minutes} value={minutes} disabled={!isOffered(minutes)}>
          {minutes} {minutes === 1 ? 'minute' : 'minutes'}
          {!isOffered(minutes) && ' (not offered)'}
        </option>
      ))}
    </SelectField>
  );
}

const LIMITS = [
  { name: 'max_loss', label: 'Stops at a loss of', isMoney: true, isNeeded: true },
  { name: 'take_profit', label: 'Stops at a profit of', isMoney: true, isNeeded: false },
  { name: 'max_minutes', label: 'Stops after minutes', isMoney: false, isNeeded: false },
  { name: 'max_trades', label: 'Stops after trades', isMoney: false, isNeeded: false },
  { name: 'max_open_trades', label: 'Open trades at once', isMoney: false, isNeeded: true },
] as const;

interface LimitFieldsProps {
  options: EngineOptions;
  account: Account;
}

/** When the session ends by itself, and when it rests. */
export function LimitFields({ options, account }: LimitFieldsProps) {
  const { register, formState } = useFormContext<SessionValues>();
  const { errors } = formState;
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      {LIMITS.map(({ name, label, isMoney, isNeeded }) => {
        const bound = options.limit_bounds[name];
        const rule = isMoney ? amountRule(bound) : wholeRule(bound);
        return (
          <TextField
            key={name}
            label={isMoney ? `${label} (${account.currency})` : label}
            hint={bound && `${bound.low} to ${bound.high}.${isNeeded ? '' : ' Empty: no limit.'}`}
            inputMode={isMoney ? 'decimal' : 'numeric'}
            error={errors[name]?.message}
            {...register(name, { validate: isNeeded ? rule : optional(rule) })}
          />
        );
      })}
      <TextField
        label="Schedule (UTC)"
        hint="Such as 08:00-12:00, 13:00-17:30. Empty: always."
        error={errors.hours?.message}
        {...register('hours', { validate: hoursRule })}
      />
    </div>
  );
}
