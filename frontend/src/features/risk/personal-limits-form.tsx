import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { RefusalNote } from '@/components/refusal-note';
import type { Account, FieldError } from '@/lib/api/types';
import { placeErrors } from '@/lib/form/place-errors';
import { usePatchLimits } from '@/lib/endpoints/patch-limits';
import {
  PERSONAL_FIELDS,
  personalField,
  personalPatch,
  personalValues,
  type PersonalField,
  type PersonalValues,
} from './personal-limits';

function rules({ isOptional, check }: PersonalField) {
  return (text: string) => (isOptional && text === '') || check.pattern.test(text) || check.problem;
}

/** Limits people set to protect themselves; tighter ones act at once, looser ones a day later. */
export function PersonalLimitsForm({ account }: { account: Account }) {
  const save = usePatchLimits(account.id);
  const form = useForm<PersonalValues>({
    values: personalValues(account),
    resetOptions: { keepDirtyValues: true },
  });
  const { register, handleSubmit, reset, formState } = form;
  const [rest, setRest] = useState<FieldError[]>([]);
  const { errors, dirtyFields, isDirty } = formState;
  const submit = handleSubmit((values) =>
    save.mutate(personalPatch(values, dirtyFields), {
      onSuccess: (saved) => reset(personalValues(saved)),
      onError: (error) => setRest(placeErrors(form, error, personalField)),
    }),
  );
  return (
    <form noValidate onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      {PERSONAL_FIELDS.map((field) => (
        <TextField
          key={field.name}
          label={field.isMoney ? `${field.label} (${account.currency})` : field.label}
          hint={field.hint}
          error={errors[field.name]?.message}
          {...register(field.name, { validate: rules(field) })}
        />
      ))}
      <div className="grid gap-2 sm:col-span-2">
        <Button type="submit" disabled={!isDirty} isBusy={save.isPending}>
          Save personal limits
        </Button>
        <p role="status" className="text-sm text-muted">
          {save.isSuccess
            ? 'Saved. Tighter limits act now, looser ones after 24 hours.'
            : 'Tighter limits act at once, looser ones after 24 hours.'}
        </p>
        {save.isError && <RefusalNote error={save.error} rest={rest} />}
      </div>
    </form>
  );
}
