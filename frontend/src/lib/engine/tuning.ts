import type { EngineOptions, SessionSettings } from '@/lib/api/types';

/** The parameters each strategy works with, by strategy and name. */
export type Tuning = Record<string, Record<string, number>>;

/** List the parameters of every strategy as they are without any change. */
export function defaultTuning({ strategies }: EngineOptions): Tuning {
  return Object.fromEntries(
    strategies.map(({ name, parameters }) => [
      name,
      Object.fromEntries(parameters.map((each) => [each.name, each.default])),
    ]),
  );
}

/** List the parameters a session's strategies work with: the defaults and what it changed. */
export function sessionTuning(options: EngineOptions, { strategies }: SessionSettings): Tuning {
  const tuning = defaultTuning(options);
  for (const { name, parameters } of strategies) {
    const changed = Object.entries(parameters).map(([key, text]) => [key, Number(text)]);
    tuning[name] = { ...tuning[name], ...(Object.fromEntries(changed) as Record<string, number>) };
  }
  return tuning;
}
