import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/button';
import { SelectField, TextField } from '@/components/field';
import type { Account, EngineOptions, MarketSymbol } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import type { SessionValues } from './form-values';
import { OddsCard } from './odds-card';

interface SymbolFieldsProps {
  symbols: MarketSymbol[];
  most: number;
}

/** Choose the symbols one by one. */
export function SymbolFields({ symbols, most }: SymbolFieldsProps) {
  const { control, setValue } = useFormContext<SessionValues>();
  const chosen = useWatch({ control, name: 'symbols' });
  const [next, setNext] = useState('');
  const names = new Map(symbols.map(({ symbol, name }) => [symbol, name]));
  const free = symbols.filter(({ symbol }) => !chosen.includes(symbol));
  const add = (symbol: string) => {
    setNext('');
    if (symbol) setValue('symbols', [...chosen, symbol]);
  };
  return (
    <div className="grid gap-2">
      <SelectField
        label={`Add a symbol (up to ${most})`}
        value={next}
        disabled={chosen.length >= most}
        onChange={(event) => add(event.target.value)}
      >
        <option value="">Choose…</option>
        {free.map(({ symbol, name }) => (
          <option key={symbol} value={symbol}>
            {name}
          </option>
        ))}
      </SelectField>
      <Chosen chosen={chosen} names={names} onChange={(left) => setValue('symbols', left)} />
    </div>
  );
}

interface ChosenProps {
  chosen: string[];
  names: Map<string, string>;
  onChange: (left: string[]) => void;
}

function Chosen({ chosen, names, onChange }: ChosenProps) {
  return (
    <ul aria-label="Chosen symbols" className="flex flex-wrap gap-2">
      {chosen.map((symbol) => (
        <li key={symbol}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`Remove ${names.get(symbol) ?? symbol}`}
            onClick={() => onChange(chosen.filter((each) => each !== symbol))}
          >
            {names.get(symbol) ?? symbol} ×
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface StakingFieldsProps {
  options: EngineOptions;
  account: Account;
}

/** How much is staked; Fibonacci shows its odds first. */
export function StakingFields({ options, account }: StakingFieldsProps) {
  const { register, control } = useFormContext<SessionValues>();
  const kind = useWatch({ control, name: 'kind' });
  const { stake } = options.staking_bounds;
  return (
    <div className="grid gap-3">
      <SelectField label="Staking plan" {...register('kind')}>
        {options.staking.map((each) => (
          <option key={each} value={each}>
            {toWords(each)}
          </option>
        ))}
      </SelectField>
      {kind === 'percentage' ? (
        <TextField
          label="Part of the balance (%)"
          hint="0.1 to 10"
          inputMode="decimal"
          {...register('share_percent')}
        />
      ) : (
        <TextField
          label={`${kind === 'fixed' ? 'Stake' : 'Base stake'} (${account.currency})`}
          hint={stake && `${stake.low} to ${stake.high}`}
          inputMode="decimal"
          {...register('stake')}
        />
      )}
      {kind === 'fibonacci' && <OddsCard accountId={account.id} currency={account.currency} />}
    </div>
  );
}

const LIMITS = [
  { name: 'max_loss', label: 'Stops at a loss of', isMoney: true, isNeeded: true },
  { name: 'take_profit', label: 'Stops at a profit of', isMoney: true, isNeeded: false },
  { name: 'max_minutes', label: 'Minutes from the start', isMoney: false, isNeeded: false },
  { name: 'max_trades', label: 'Most trades', isMoney: false, isNeeded: false },
  { name: 'max_open_trades', label: 'Open trades at once', isMoney: false, isNeeded: true },
] as const;

/** When the session ends by itself, and when it rests. */
export function LimitFields({ options, account }: StakingFieldsProps) {
  const { register } = useFormContext<SessionValues>();
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {LIMITS.map(({ name, label, isMoney, isNeeded }) => {
        const { low, high } = options.limit_bounds[name] ?? { low: '', high: '' };
        return (
          <TextField
            key={name}
            label={isMoney ? `${label} (${account.currency})` : label}
            hint={`${low} to ${high}${isNeeded ? '' : '. Empty: no limit.'}`}
            inputMode={isMoney ? 'decimal' : 'numeric'}
            {...register(name)}
          />
        );
      })}
      <TextField
        label="Schedule (UTC)"
        hint="Such as 08:00-12:00, 13:00-17:30. Empty: always."
        {...register('hours')}
      />
    </div>
  );
}
