import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { Button } from '@/components/button';
import { SelectField, TextField } from '@/components/field';
import { ErrorNote } from '@/components/states';
import { Time } from '@/components/time';
import type { Account, LimitsPatch } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { usePatchLimits } from '@/lib/endpoints/patch-limits';

const amount = z.string().check(z.regex(/^\d+(\.\d{1,2})?$/, 'Enter an amount such as 100.00.'));
const count = z.string().check(z.regex(/^\d{1,3}$/, 'Enter a whole number.'));

const schema = z.object({
  daily_loss_limit: amount,
  max_stake: amount,
  max_consecutive_losses: count,
  max_open_trades: count,
  leverage: z.string().check(z.regex(/^([1-9]|10)$/, 'Enter a whole number from 1 to 10.')),
  consensus_mode: z.enum(['enforced', 'advisory']),
});

type Values = z.infer<typeof schema>;

const FIELDS = [
  { name: 'daily_loss_limit', label: 'Daily loss limit', isMoney: true },
  { name: 'max_stake', label: 'Largest stake', isMoney: true },
  { name: 'max_consecutive_losses', label: 'Losses in a row', isMoney: false },
  { name: 'max_open_trades', label: 'Open trades at once', isMoney: false },
] as const;

const LEVERAGE = { name: 'leverage', label: 'Leverage (1 to 10)', isMoney: false } as const;

function valuesOf({ limits, consensus_mode }: Account): Values {
  return {
    daily_loss_limit: limits.daily_loss_limit,
    max_stake: limits.max_stake,
    max_consecutive_losses: String(limits.max_consecutive_losses),
    max_open_trades: String(limits.max_open_trades),
    leverage: String(limits.leverage),
    consensus_mode,
  };
}

const COUNTS: ReadonlySet<string> = new Set([
  'max_consecutive_losses',
  'max_open_trades',
  'leverage',
]);

// Only what was changed: sending an unchanged limit again would restart a waiting one.
function patchOf(values: Values, isChanged: Partial<Record<keyof Values, boolean>>): LimitsPatch {
  const changed = Object.entries(values).filter(([name]) => isChanged[name as keyof Values]);
  return Object.fromEntries(
    changed.map(([name, value]) => [name, COUNTS.has(name) ? Number(value) : value]),
  );
}

function useLimitsForm(account: Account) {
  const save = usePatchLimits(account.id);
  const { register, handleSubmit, reset, formState } = useForm<Values>({
    resolver: zodResolver(schema),
    values: valuesOf(account),
    resetOptions: { keepDirtyValues: true },
  });
  const { errors, dirtyFields, isDirty } = formState;
  const submit = handleSubmit((values) =>
    save.mutate(patchOf(values, dirtyFields), { onSuccess: (saved) => reset(valuesOf(saved)) }),
  );
  return { save, register, submit, errors, isDirty };
}

/** Limits as they bind now; tighter ones act at once, looser ones a day later. */
export function LimitsForm({ account }: { account: Account }) {
  const { save, register, submit, errors, isDirty } = useLimitsForm(account);
  return (
    <form noValidate className="grid gap-4 sm:grid-cols-2" onSubmit={submit}>
      {[...FIELDS, ...(account.kind === 'real' ? [LEVERAGE] : [])].map(
        ({ name, label, isMoney }) => (
          <TextField
            key={name}
            label={isMoney ? `${label} (${account.currency})` : label}
            inputMode={isMoney ? 'decimal' : 'numeric'}
            error={errors[name]?.message}
            {...register(name)}
          />
        ),
      )}
      <SelectField label="Strategy vote on manual trades" {...register('consensus_mode')}>
        <option value="advisory">Advice only</option>
        <option value="enforced">Binding: deny trades it does not support</option>
      </SelectField>
      <div className="self-end">
        <Button
          type="submit"
          variant="secondary"
          disabled={!isDirty}
          isBusy={save.isPending}
          className="w-full"
        >
          Save limits
        </Button>
      </div>
      <SaveNote account={account} isSaved={save.isSuccess} />
      {save.isError && (
        <div className="sm:col-span-2">
          <ErrorNote error={save.error} />
        </div>
      )}
    </form>
  );
}

function SaveNote({ account, isSaved }: { account: Account; isSaved: boolean }) {
  const { pending_limits: pending, pending_leverage: leverage, currency } = account;
  return (
    <div role="status" className="text-sm text-muted sm:col-span-2">
      {isSaved && <p className="font-medium text-rise">Limits saved.</p>}
      {leverage && (
        <p>
          Leverage {leverage.leverage} starts at <Time iso={leverage.effective_at} />.
        </p>
      )}
      {pending ? (
        <p>
          Looser limits start at <Time iso={pending.effective_at} />: daily loss{' '}
          {formatMoney(pending.daily_loss_limit, currency)}, largest stake{' '}
          {formatMoney(pending.max_stake, currency)}, {pending.max_consecutive_losses} losses in a
          row, {pending.max_open_trades} open trades.
        </p>
      ) : (
        <p>Tighter limits act at once, looser ones after 24 hours.</p>
      )}
    </div>
  );
}
