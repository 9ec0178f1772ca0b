import type { Account, LimitsPatch } from '@/lib/api/types';

export interface PersonalValues {
  daily_take_profit: string;
  cooldown_losses: string;
  cooldown_minutes: string;
  trading_hours: string;
  session_loss_limit: string;
  session_minutes: string;
}

type Name = keyof PersonalValues;

const AMOUNT = { pattern: /^\d+(\.\d{1,2})?$/, problem: 'Enter an amount such as 100.00.' };
const COUNT = { pattern: /^\d{1,5}$/, problem: 'Enter a whole number.' };
const HOURS = {
  pattern: /^\d\d:\d\d-\d\d:\d\d(\s*,\s*\d\d:\d\d-\d\d:\d\d)*$/,
  problem: 'Enter windows such as 08:00-12:00, 13:00-17:30.',
};

export interface PersonalField {
  name: Name;
  label: string;
  hint: string;
  isMoney?: boolean;
  isOptional: boolean;
  check: { pattern: RegExp; problem: string };
}

/** The limits of the risk page, as data. */
export const PERSONAL_FIELDS: PersonalField[] = [
  {
    name: 'daily_take_profit',
    label: 'Rest at a day’s profit of',
    hint: 'Empty: no target.',
    isMoney: true,
    isOptional: true,
    check: AMOUNT,
  },
  {
    name: 'trading_hours',
    label: 'Trading hours (UTC)',
    hint: 'Such as 08:00-12:00, 13:00-17:30. Empty: always.',
    isOptional: true,
    check: HOURS,
  },
  {
    name: 'cooldown_losses',
    label: 'Rest after losses in a row',
    hint: 'Empty: no rest.',
    isOptional: true,
    check: COUNT,
  },
  {
    name: 'cooldown_minutes',
    label: 'Minutes of rest',
    hint: 'Counted from the last loss.',
    isOptional: false,
    check: COUNT,
  },
  {
    name: 'session_loss_limit',
    label: 'Most loss of a session',
    hint: 'Besides its own limit. Empty: its own only.',
    isMoney: true,
    isOptional: true,
    check: AMOUNT,
  },
  {
    name: 'session_minutes',
    label: 'Most minutes of a session',
    hint: 'Besides its own limit. Empty: its own only.',
    isOptional: true,
    check: COUNT,
  },
];

/** Show the limits as they bind now as the text of the fields. */
export function personalValues({ limits }: Account): PersonalValues {
  return {
    daily_take_profit: limits.daily_take_profit ?? '',
    cooldown_losses: limits.cooldown_losses?.toString() ?? '',
    cooldown_minutes: String(limits.cooldown_minutes),
    trading_hours: limits.trading_hours.join(', '),
    session_loss_limit: limits.session_loss_limit ?? '',
    session_minutes: limits.session_minutes?.toString() ?? '',
  };
}

function wire({ name, isMoney }: PersonalField, text: string): LimitsPatch[Name] {
  if (name === 'trading_hours') return text ? text.split(',').map((part) => part.trim()) : [];
  if (!text) return null;
  return isMoney ? text : Number(text);
}

/** Send only what was changed; an empty field takes a limit away. */
export function personalPatch(
  values: PersonalValues,
  isChanged: Partial<Record<Name, boolean>>,
): LimitsPatch {
  const changed = PERSONAL_FIELDS.filter(({ name }) => isChanged[name]);
  return Object.fromEntries(changed.map((field) => [field.name, wire(field, values[field.name])]));
}

/** Name the form's field for a field of the request, such as `trading_hours.0`. */
export function personalField(field: string): Name | undefined {
  return PERSONAL_FIELDS.find(({ name }) => name === field.split('.')[0])?.name;
}
