import type { EngineOptions, OddsIn, SessionSettings, SessionSettingsIn } from '@/lib/api/types';
import { readHours } from '@/lib/engine/rules';
import {
  STAKING_FIELDS,
  STAKING_VALUES,
  stakingBody,
  stakingOf,
} from '@/lib/engine/staking-values';
import type { StakingValues } from '@/lib/engine/staking-values';
import {
  chosenStrategies,
  strategiesBody,
  strategyField,
  strategyValues,
} from '@/lib/engine/strategy-values';
import type { WithStrategies } from '@/lib/engine/strategy-values';

export interface SessionValues extends StakingValues, WithStrategies {
  symbols: string[];
  expiry_minutes: string;
  max_loss: string;
  take_profit: string;
  max_minutes: string;
  max_trades: string;
  max_open_trades: string;
  hours: string;
  odds_accepted: boolean;
}

/** Begin with every strategy at its defaults and small amounts. */
export function defaultValues(options: EngineOptions): SessionValues {
  return {
    ...STAKING_VALUES,
    symbols: [],
    strategies: strategyValues(options),
    expiry_minutes: '5',
    max_loss: '20.00',
    take_profit: '',
    max_minutes: '60',
    max_trades: '',
    max_open_trades: '1',
    hours: '',
    odds_accepted: false,
  };
}

/** Fill the form with what a session is made of; its odds are to be seen again. */
export function valuesOf(options: EngineOptions, settings: SessionSettings): SessionValues {
  const { limits, hours, expiry_minutes } = settings;
  return {
    ...stakingOf(settings.staking),
    symbols: settings.symbols,
    strategies: chosenStrategies(options, settings.strategies),
    expiry_minutes: String(expiry_minutes),
    max_loss: limits.max_loss,
    take_profit: limits.take_profit ?? '',
    max_minutes: String(limits.max_minutes ?? ''),
    max_trades: String(limits.max_trades ?? ''),
    max_open_trades: String(limits.max_open_trades),
    hours: hours.join(', '),
    odds_accepted: false,
  };
}

function whole(text: string): number | null {
  return text ? Number(text) : null;
}

/** Write the form as the request it stands for. */
export function settingsBody(values: SessionValues, options: EngineOptions): SessionSettingsIn {
  return {
    symbols: values.symbols,
    strategies: strategiesBody(values, options),
    expiry_minutes: Number(values.expiry_minutes),
    staking: stakingBody(values),
    limits: {
      max_loss: values.max_loss,
      take_profit: values.take_profit || null,
      max_minutes: whole(values.max_minutes),
      max_trades: whole(values.max_trades),
      max_open_trades: Number(values.max_open_trades),
    },
    hours: readHours(values.hours),
    odds_accepted: values.odds_accepted,
  };
}

const PLAIN = new Set(['symbols', 'expiry_minutes', 'odds_accepted', 'strategies']);
const LIMIT = /^limits\.(max_loss|take_profit|max_minutes|max_trades|max_open_trades)$/;

/** Name the form's field for a field of the request; nothing where there is none. */
export function fieldOf(values: SessionValues, field: string): string | undefined {
  if (PLAIN.has(field)) return field;
  if (/^symbols\.\d+$/.test(field)) return 'symbols';
  if (/^hours(\.\d+)?$/.test(field)) return 'hours';
  return STAKING_FIELDS[field] ?? LIMIT.exec(field)?.[1] ?? strategyField(values, field);
}

export interface Guess {
  /** In percent, as typed. */
  winRate: string;
  trades: string;
}

/** Ask for the odds of the plan in the form; nothing while it cannot be asked. */
export function oddsBody(
  values: SessionValues,
  accountId: string,
  { winRate, trades }: Guess,
): OddsIn | undefined {
  const [symbol] = values.symbols;
  const rate = Number(winRate) / 100;
  const isReady =
    /^\d+(\.\d{1,2})?$/.test(values.stake) &&
    winRate !== '' &&
    rate >= 0 &&
    rate <= 1 &&
    /^[1-9]\d{0,4}$/.test(trades);
  if (!symbol || !isReady) return undefined;
  return {
    account_id: accountId,
    symbol,
    expiry_minutes: Number(values.expiry_minutes) as OddsIn['expiry_minutes'],
    staking: stakingBody(values),
    win_rate: rate.toFixed(4),
    trades: Number(trades),
  };
}
