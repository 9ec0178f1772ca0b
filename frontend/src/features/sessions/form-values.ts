import type { EngineOptions, OddsIn, SessionIn } from '@/lib/api/types';

export interface StrategyValues {
  isUsed: boolean;
  weight: string;
  parameters: Record<string, string>;
}

export interface SessionValues {
  symbols: string[];
  strategies: Record<string, StrategyValues>;
  expiry_minutes: string;
  kind: SessionIn['staking']['kind'];
  stake: string;
  share_percent: string;
  max_loss: string;
  take_profit: string;
  max_minutes: string;
  max_trades: string;
  max_open_trades: string;
  hours: string;
  odds_accepted: boolean;
}

/** Begin with every strategy at its defaults. */
export function defaultValues({ strategies }: EngineOptions): SessionValues {
  const used = strategies.map(({ name, parameters }) => [
    name,
    {
      isUsed: true,
      weight: '1',
      parameters: Object.fromEntries(parameters.map((each) => [each.name, String(each.default)])),
    },
  ]);
  return {
    symbols: [],
    strategies: Object.fromEntries(used) as Record<string, StrategyValues>,
    expiry_minutes: '5',
    kind: 'fixed',
    stake: '1.00',
    share_percent: '1',
    max_loss: '20.00',
    take_profit: '',
    max_minutes: '60',
    max_trades: '',
    max_open_trades: '1',
    hours: '',
    odds_accepted: false,
  };
}

function whole(text: string): number | null {
  return text ? Number(text) : null;
}

function stakingOf(values: SessionValues): SessionIn['staking'] {
  return {
    kind: values.kind,
    stake: values.stake || '0',
    balance_share: String(Number(values.share_percent) / 100),
  };
}

function changedParameters(options: EngineOptions, name: string, given: Record<string, string>) {
  const known = options.strategies.find((each) => each.name === name)?.parameters ?? [];
  const changed = known.filter((each) => Number(given[each.name]) !== each.default);
  return Object.fromEntries(changed.map((each) => [each.name, Number(given[each.name])]));
}

/** Write the form as the request it stands for. */
export function toBody(
  values: SessionValues,
  options: EngineOptions,
  accountId: string,
): SessionIn {
  const used = Object.entries(values.strategies).filter(([, { isUsed }]) => isUsed);
  return {
    account_id: accountId,
    symbols: values.symbols,
    strategies: used.map(([name, { weight, parameters }]) => ({
      name,
      weight: Number(weight),
      parameters: changedParameters(options, name, parameters),
    })),
    expiry_minutes: Number(values.expiry_minutes),
    staking: stakingOf(values),
    limits: {
      max_loss: values.max_loss || '0',
      take_profit: values.take_profit || null,
      max_minutes: whole(values.max_minutes),
      max_trades: whole(values.max_trades),
      max_open_trades: Number(values.max_open_trades),
    },
    hours: values.hours ? values.hours.split(',').map((part) => part.trim()) : [],
    odds_accepted: values.odds_accepted,
  };
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
  const isReady = symbol && Number(values.stake) >= 0.35 && Number(trades) >= 1 && winRate !== '';
  if (!isReady) return undefined;
  return {
    account_id: accountId,
    symbol,
    expiry_minutes: Number(values.expiry_minutes) as OddsIn['expiry_minutes'],
    staking: stakingOf(values),
    win_rate: String(Number(winRate) / 100),
    trades: Number(trades),
  };
}
