import type { ParityDay } from '@/lib/api/types';

export interface ParityFigure {
  same: number;
  /** Those that were the same and those that were not; replays without ticks are left out. */
  compared: number;
}

const DAY_MS = 86_400_000;

/** Add up the replays of the `days` UTC days that end with the day of `now` (milliseconds). */
export function parityOf(found: readonly ParityDay[], days: number, now: number): ParityFigure {
  const last = new Date(now).toISOString().slice(0, 10);
  const first = new Date(now - (days - 1) * DAY_MS).toISOString().slice(0, 10);
  const counted = found.filter(({ day }) => day >= first && day <= last);
  const sum = (part: 'same' | 'different') =>
    counted.reduce((total, each) => total + each[part], 0);
  return { same: sum('same'), compared: sum('same') + sum('different') };
}
