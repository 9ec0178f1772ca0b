import type { EngineOptions, SessionSettings, StrategyIn } from '@/lib/api/types';

/** One strategy as a form holds it; numbers are the text of their fields. */
export interface StrategyValues {
  isUsed: boolean;
  weight: string;
  parameters: Record<string, string>;
}

export interface WithStrategies {
  strategies: Record<string, StrategyValues>;
}

/** Begin with every strategy at its defaults. */
export function strategyValues({ strategies }: EngineOptions): WithStrategies['strategies'] {
  return Object.fromEntries(
    strategies.map(({ name, parameters }) => [
      name,
      {
        isUsed: true,
        weight: '1',
        parameters: Object.fromEntries(parameters.map((each) => [each.name, String(each.default)])),
      },
    ]),
  );
}

/** Tick the strategies that were chosen, with what was changed in them. */
export function chosenStrategies(
  options: EngineOptions,
  chosen: SessionSettings['strategies'],
): WithStrategies['strategies'] {
  const known = Object.entries(strategyValues(options)).map(([name, values]) => {
    const found = chosen.find((each) => each.name === name);
    const { weight = 1, parameters = {} } = found ?? {};
    return [
      name,
      {
        isUsed: found !== undefined,
        weight: String(weight),
        parameters: { ...values.parameters, ...parameters },
      },
    ] as const;
  });
  return Object.fromEntries(known);
}

function usedNames({ strategies }: WithStrategies): string[] {
  return Object.keys(strategies).filter((name) => strategies[name]?.isUsed);
}

/** Write the strategies that vote as a request names them: only changed parameters are sent. */
export function strategiesBody(values: WithStrategies, options: EngineOptions): StrategyIn[] {
  return usedNames(values).map((name) => {
    const { weight = '1', parameters = {} } = values.strategies[name] ?? {};
    const known = options.strategies.find((each) => each.name === name)?.parameters ?? [];
    const changed = known.filter((each) => Number(parameters[each.name]) !== each.default);
    return {
      name,
      weight: Number(weight),
      parameters: Object.fromEntries(
        changed.map((each) => [each.name, Number(parameters[each.name])]),
      ),
    };
  });
}

/** Name the form's field for the server's `strategies.0.channel`; nothing for other fields. */
export function strategyField(values: WithStrategies, field: string): string | undefined {
  const [, place, part] = /^strategies\.(\d+)(?:\.(?:parameters\.)?(\w+))?$/.exec(field) ?? [];
  const name = place && usedNames(values)[Number(place)];
  if (!name) return undefined;
  if (!part) return `strategies.${name}.isUsed`;
  return part === 'weight' ? `strategies.${name}.weight` : `strategies.${name}.parameters.${part}`;
}
