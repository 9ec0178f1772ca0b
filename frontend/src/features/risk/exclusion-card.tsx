import { useState } from 'react';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { CheckField, TextField } from '@/components/field';
import { ErrorNote } from '@/components/states';
import { Time } from '@/components/time';
import { ApiProblem } from '@/lib/api/problem';
import type { Account } from '@/lib/api/types';
import { useExclude } from './api/post-exclude';

function isRunning(until: string | null): boolean {
  return until !== null && Date.parse(until) > Date.now();
}

/** Shut yourself out until a day of your choice; nobody can take it back. */
export function ExclusionCard({ account }: { account: Account }) {
  return (
    <Card title="Exclude yourself">
      <div className="grid gap-3">
        {isRunning(account.excluded_until) && (
          <p className="rounded-lg bg-warn-soft p-2.5 text-sm text-warn">
            You are excluded from this account until <Time iso={account.excluded_until} />.
          </p>
        )}
        <p className="text-sm text-muted">
          Until that day nothing is bought on this account, by hand, by API or by a session. It can
          be made longer and never shorter, by nobody.
        </p>
        <ExclusionForm accountId={account.id} />
      </div>
    </Card>
  );
}

function untilProblem(error: Error): string | undefined {
  const errors = error instanceof ApiProblem ? error.errors : [];
  return errors.find(({ field }) => field === 'until')?.message;
}

function ExclusionForm({ accountId }: { accountId: string }) {
  const exclude = useExclude(accountId);
  const [day, setDay] = useState('');
  const [isSure, setSure] = useState(false);
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        exclude.mutate(`${day}T00:00:00Z`, { onSuccess: () => setSure(false) });
      }}
    >
      <TextField
        label="Until (00:00 UTC)"
        type="date"
        value={day}
        error={exclude.isError ? untilProblem(exclude.error) : undefined}
        onChange={(event) => setDay(event.target.value)}
      />
      <CheckField
        label="I know that this cannot be undone before that day."
        checked={isSure}
        onChange={(event) => setSure(event.target.checked)}
      />
      <Button type="submit" variant="danger" disabled={!day || !isSure} isBusy={exclude.isPending}>
        Exclude myself
      </Button>
      {exclude.isError && !untilProblem(exclude.error) && <ErrorNote error={exclude.error} />}
    </form>
  );
}
