import { useFormContext } from 'react-hook-form';
import { TextField } from '@/components/field';
import type { BacktestOptions, Bound } from '@/lib/api/types';
import { amountRule, hoursRule, numberRule, wholeRule, type Rule } from '@/lib/engine/rules';
import type { BacktestValues } from './form-values';

interface Entry {
  name: Exclude<keyof BacktestValues, 'strategies'>;
  label: string;
  hint?: string;
  rule: Rule;
}

function percentOf(bound: Bound | undefined): Bound {
  const percent = (text: string) => String(Math.round(Number(text) * 10_000) / 100);
  return { low: percent(bound?.low ?? '0'), high: percent(bound?.high ?? '1') };
}

function limitEntries({ bounds }: BacktestOptions): Entry[] {
  const at = (name: string) => bounds[name];
  const range = (name: string) => {
    const bound = at(name);
    return bound ? { hint: rangeHint(bound) } : {};
  };
  return [
    {
      name: 'opening_balance',
      label: 'Opening balance',
      ...range('opening_balance'),
      rule: amountRule(at('opening_balance')),
    },
    {
      name: 'daily_loss_limit',
      label: 'Daily loss limit',
      ...range('limits.daily_loss_limit'),
      rule: amountRule(at('limits.daily_loss_limit')),
    },
    {
      name: 'max_consecutive_losses',
      label: 'Losses in a row',
      ...range('limits.max_consecutive_losses'),
      rule: wholeRule(at('limits.max_consecutive_losses')),
    },
    {
      name: 'max_open_trades',
      label: 'Open trades at once',
      ...range('limits.max_open_trades'),
      rule: wholeRule(at('limits.max_open_trades')),
    },
  ];
}

function rangeHint({ low, high }: Bound): string {
  return `${low} to ${high}`;
}

function costEntries({ bounds, payout_ratio }: BacktestOptions): Entry[] {
  const commission = percentOf(bounds['commission_rate']);
  const markup = percentOf(bounds['markup_rate']);
  return [
    {
      name: 'ratio',
      label: 'Payout per unit of stake',
      hint: `Usually about ${payout_ratio}; 1.95 returns 19.50 for 10.00.`,
      rule: numberRule(bounds['payout.ratio']),
    },
    {
      name: 'commission_percent',
      label: 'Commission (% of profit)',
      hint: rangeHint(commission),
      rule: numberRule(commission),
    },
    {
      name: 'markup_percent',
      label: 'Partner markup (% of profit)',
      hint: rangeHint(markup),
      rule: numberRule(markup),
    },
    {
      name: 'hours',
      label: 'Trading hours (UTC)',
      hint: 'Such as 08:00-12:00. Empty: always.',
      rule: hoursRule,
    },
  ];
}

/** The limits, the payout and the fees of a run. */
export function CostFields({ options }: { options: BacktestOptions }) {
  const { register, getFieldState, formState } = useFormContext<BacktestValues>();
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      {[...limitEntries(options), ...costEntries(options)].map(({ name, label, hint, rule }) => (
        <TextField
          key={name}
          label={label}
          hint={hint}
          error={getFieldState(name, formState).error?.message}
          {...register(name, { validate: rule })}
        />
      ))}
    </div>
  );
}
