import type { Backtest, BacktestIn, EngineOptions } from '@/lib/api/types';
import { readHours } from '@/lib/engine/rules';
import { STAKING_FIELDS, STAKING_VALUES, stakingBody } from '@/lib/engine/staking-values';
import type { StakingValues } from '@/lib/engine/staking-values';
import { strategiesBody, strategyField, strategyValues } from '@/lib/engine/strategy-values';
import type { WithStrategies } from '@/lib/engine/strategy-values';

export interface BacktestValues extends StakingValues, WithStrategies {
  name: string;
  symbol: string;
  source: BacktestIn['source']['kind'];
  /** As the browser's `datetime-local` writes it; read as UTC. */
  starts_at: string;
  ends_at: string;
  csv: string;
  candles: string;
  seed: string;
  expiry_minutes: string;
  daily_loss_limit: string;
  max_consecutive_losses: string;
  max_open_trades: string;
  hours: string;
  opening_balance: string;
  ratio: string;
  commission_percent: string;
  markup_percent: string;
  account_kind: BacktestSettings['account_kind'];
  when_halted: BacktestSettings['when_halted'];
  min_agreeing: string;
  min_confidence: string;
  cooldown_losses: string;
  cooldown_minutes: string;
  daily_take_profit: string;
}

type BacktestSettings = Backtest['settings'];

const DAY_MS = 86_400_000;

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

/** Begin with the last day of the broker's history and the account's usual limits. */
export function defaultValues(
  options: EngineOptions,
  payoutRatio: string,
  now: number,
): BacktestValues {
  return {
    ...STAKING_VALUES,
    strategies: strategyValues(options),
    name: '',
    symbol: '',
    source: 'history',
    starts_at: minute(now - DAY_MS),
    ends_at: minute(now - 60_000),
    csv: '',
    candles: '10000',
    seed: '1',
    expiry_minutes: '5',
    daily_loss_limit: '100.00',
    max_consecutive_losses: '5',
    max_open_trades: '1',
    hours: '',
    opening_balance: '10000.00',
    ratio: payoutRatio,
    commission_percent: '20',
    markup_percent: '0',
    account_kind: 'demo',
    when_halted: 'resume',
    min_agreeing: '2',
    min_confidence: '0.70',
    cooldown_losses: '',
    cooldown_minutes: '15',
    daily_take_profit: '',
  };
}

function sourceBody(values: BacktestValues): BacktestIn['source'] {
  const seed = Number(values.seed);
  switch (values.source) {
    case 'history':
      return {
        kind: 'history',
        seed,
        starts_at: `${values.starts_at}:00Z`,
        ends_at: `${values.ends_at}:00Z`,
      };
    case 'csv':
      return { kind: 'csv', seed, csv: values.csv };
    case 'synthetic':
      return { kind: 'synthetic', seed, candles: Number(values.candles) };
  }
}

function share(percent: string): string {
  return (Number(percent) / 100).toFixed(4);
}

/** Write the form as the request it stands for; what it does not ask keeps the server's default. */
export function toBody(values: BacktestValues, options: EngineOptions): BacktestIn {
  const body: Partial<BacktestIn> = {
    name: values.name.trim(),
    symbol: values.symbol,
    source: sourceBody(values),
    strategies: strategiesBody(values, options),
    expiry_minutes: Number(values.expiry_minutes),
    staking: stakingBody(values),
    limits: {
      daily_loss_limit: values.daily_loss_limit,
      max_consecutive_losses: Number(values.max_consecutive_losses),
      max_open_trades: Number(values.max_open_trades),
      cooldown_losses: values.cooldown_losses ? Number(values.cooldown_losses) : null,
      cooldown_minutes: Number(values.cooldown_minutes),
      daily_take_profit: values.daily_take_profit || null,
      trading_hours: readHours(values.hours),
    } as BacktestIn['limits'] & object,
    payout: { ratio: values.ratio } as BacktestIn['payout'] & object,
    opening_balance: values.opening_balance,
    commission_rate: share(values.commission_percent),
    markup_rate: share(values.markup_percent),
    account_kind: values.account_kind,
    when_halted: values.when_halted,
    min_agreeing: Number(values.min_agreeing),
    min_confidence: values.min_confidence,
  };
  return body as BacktestIn;
}

const FIELDS: Record<string, keyof BacktestValues> = {
  ...STAKING_FIELDS,
  name: 'name',
  symbol: 'symbol',
  expiry_minutes: 'expiry_minutes',
  strategies: 'strategies',
  opening_balance: 'opening_balance',
  commission_rate: 'commission_percent',
  markup_rate: 'markup_percent',
  'payout.ratio': 'ratio',
  'source.starts_at': 'starts_at',
  'source.ends_at': 'ends_at',
  'source.candles': 'candles',
  'source.seed': 'seed',
  'source.csv': 'csv',
  'limits.daily_loss_limit': 'daily_loss_limit',
  'limits.max_consecutive_losses': 'max_consecutive_losses',
  'limits.max_open_trades': 'max_open_trades',
  'limits.cooldown_losses': 'cooldown_losses',
  'limits.cooldown_minutes': 'cooldown_minutes',
  'limits.daily_take_profit': 'daily_take_profit',
  min_agreeing: 'min_agreeing',
  min_confidence: 'min_confidence',
  account_kind: 'account_kind',
  when_halted: 'when_halted',
};

/** Name the form's field for a field of the request; nothing where there is none. */
export function fieldOf(values: BacktestValues, field: string): string | undefined {
  if (field.startsWith('limits.trading_hours')) return 'hours';
  // Rows of a file are named `candles.<n>`; the file is the field to mend.
  if (field.startsWith('candles')) return values.source === 'csv' ? 'csv' : undefined;
  return FIELDS[field] ?? strategyField(values, field);
}
