import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { ApiProblem } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';

/** Show the server's field errors at the form's fields; return those that have no field. */
export function placeErrors<T extends FieldValues>(
  { setError }: UseFormReturn<T>,
  error: Error,
  fieldOf: (field: string) => string | undefined,
): FieldError[] {
  const found = error instanceof ApiProblem ? error.errors : [];
  const placed = found.map((each) => ({ ...each, name: fieldOf(each.field) }));
  const first = placed.find(({ name }) => name)?.name;
  placed.forEach(({ name, message }) => {
    if (name)
      setError(name as Path<T>, { type: 'server', message }, { shouldFocus: name === first });
  });
  return placed.filter(({ name }) => !name);
}
