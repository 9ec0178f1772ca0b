import type { Bound } from '@/lib/api/types';

/** Judge the text of a field: true, or what is wrong with it. */
export type Rule = (text: string) => true | string;

function within(text: string, { low, high }: Bound): true | string {
  const isInside = Number(text) >= Number(low) && Number(text) <= Number(high);
  return isInside || `Enter a number from ${low} to ${high}.`;
}

/** Demand an amount of money within bounds. */
export function amountRule(bound: Bound | undefined): Rule {
  return (text) => {
    if (!/^\d+(\.\d{1,2})?$/.test(text)) return 'Enter an amount such as 10.00.';
    return !bound || within(text, bound);
  };
}

/** Demand a whole number within bounds. */
export function wholeRule(bound: Bound | undefined): Rule {
  return (text) => {
    if (!/^\d+$/.test(text)) return 'Enter a whole number.';
    return !bound || within(text, bound);
  };
}

/** Demand a number within bounds. */
export function numberRule(bound: Bound | undefined): Rule {
  return (text) => {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return 'Enter a number.';
    return !bound || within(text, bound);
  };
}

/** Let a field be empty; judge it only when it is not. */
export function optional(rule: Rule): Rule {
  return (text) => text.trim() === '' || rule(text.trim());
}

const WINDOW = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** Read windows of the day from a field such as `08:00-12:00, 13:00-17:30`. */
export function readHours(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Demand windows of the day, or nothing. */
export const hoursRule: Rule = (text) =>
  readHours(text).every((window) => WINDOW.test(window)) ||
  'Enter windows such as 08:00-12:00, 13:00-17:30.';
