import { useFormContext, useWatch } from 'react-hook-form';
import { CheckField, TextField } from '@/components/field';
import type { EngineOptions, StrategyInfo } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import type { SessionValues } from './form-values';

/** Which strategies vote, with what weight, and how each is tuned. */
export function StrategyFields({ options }: { options: EngineOptions }) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-semibold">
        Strategies (at least {options.least_strategies} must vote)
      </legend>
      {options.strategies.map((strategy) => (
        <StrategyField key={strategy.name} strategy={strategy} mostWeight={options.most_weight} />
      ))}
    </fieldset>
  );
}

interface StrategyFieldProps {
  strategy: StrategyInfo;
  mostWeight: number;
}

function StrategyField({ strategy, mostWeight }: StrategyFieldProps) {
  const { name, parameters } = strategy;
  const { register, control } = useFormContext<SessionValues>();
  const isUsed = useWatch({ control, name: `strategies.${name}.isUsed` });
  return (
    <div className="grid gap-3 rounded-lg border p-3">
      <CheckField label={toWords(name)} {...register(`strategies.${name}.isUsed`)} />
      {isUsed && (
        <details>
          <summary className="rounded text-sm text-muted">Weight and parameters</summary>
          <div className="grid gap-3 pt-3 sm:grid-cols-2">
            <TextField
              label={`Weight of ${name}`}
              hint={`1 to ${mostWeight}`}
              inputMode="numeric"
              {...register(`strategies.${name}.weight`)}
            />
            {parameters.map((each) => (
              <TextField
                key={each.name}
                label={`${toWords(each.name)} of ${name}`}
                hint={`${each.low} to ${each.high}: ${each.meaning}`}
                inputMode="decimal"
                {...register(`strategies.${name}.parameters.${each.name}`)}
              />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}
