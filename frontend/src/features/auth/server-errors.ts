import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import { ApiProblem } from '@/lib/api/problem';

/** Put the server's field errors beside their fields; return whether any belonged to one. */
export function showServerErrors<T extends FieldValues>(
  error: unknown,
  fields: readonly FieldPath<T>[],
  setError: UseFormSetError<T>,
): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const known = error.errors.flatMap(({ field, message }) => {
    const name = fields.find((candidate) => field.split('.').at(-1) === candidate);
    return name ? [{ name, message }] : [];
  });
  known.forEach(({ name, message }) =>
    setError(name, { message }, { shouldFocus: name === known[0]?.name }),
  );
  return known.length > 0;
}
