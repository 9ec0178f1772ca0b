import { useFormContext, useWatch } from 'react-hook-form';
import { SelectField, TextField } from '@/components/field';
import type { EngineOptions } from '@/lib/api/types';
import { amountRule, numberRule } from '@/lib/engine/rules';
import type { StakingValues } from '@/lib/engine/staking-values';
import { toWords } from '@/lib/format/words';

interface StakingFieldsProps {
  options: EngineOptions;
  currency: string;
}

/** Which plan says how much is staked, and its size. */
export function StakingFields({ options, currency }: StakingFieldsProps) {
  const { register, control, formState } = useFormContext<StakingValues>();
  const kind = useWatch({ control, name: 'kind' });
  const { errors } = formState;
  const { stake, balance_share } = options.staking_bounds;
  const percent = {
    low: String(Number(balance_share?.low) * 100),
    high: String(Number(balance_share?.high) * 100),
  };
  return (
    <>
      <SelectField label="Staking plan" error={errors.kind?.message} {...register('kind')}>
        {options.staking.map((each) => (
          <option key={each} value={each}>
            {toWords(each)}
          </option>
        ))}
      </SelectField>
      {kind === 'percentage' ? (
        <TextField
          key="share"
          label="Part of the balance (%)"
          hint={`${percent.low} to ${percent.high}`}
          inputMode="decimal"
          error={errors.share_percent?.message}
          {...register('share_percent', { validate: numberRule(percent) })}
        />
      ) : (
        <TextField
          key="stake"
          label={`${kind === 'fixed' ? 'Stake' : 'Base stake'} (${currency})`}
          hint={stake && `${stake.low} to ${stake.high}`}
          inputMode="decimal"
          error={errors.stake?.message}
          {...register('stake', { validate: amountRule(stake) })}
        />
      )}
    </>
  );
}
