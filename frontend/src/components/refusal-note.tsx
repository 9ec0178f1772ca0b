import { ApiProblem } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import { ErrorNote } from './states';

interface RefusalNoteProps {
  error: Error;
  /** Field errors that no field of the page shows. */
  rest: readonly FieldError[];
}

/** Say why a form was refused where no field can say it. */
export function RefusalNote({ error, rest }: RefusalNoteProps) {
  const isAtFields = error instanceof ApiProblem && error.code === 'VALIDATION_FAILED';
  if (!isAtFields || !error.errors.length) return <ErrorNote error={error} />;
  return (
    <div role="alert" className="grid gap-1 rounded-lg bg-fall-soft p-3 text-sm">
      <p className="font-semibold">Not accepted: some fields are wrong.</p>
      <ul>
        {rest.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {toWords(field.replaceAll('.', ' '))}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
