import { Card } from '@/components/card';
import { Time } from '@/components/time';
import type { Account } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';

type Value = string | number | readonly string[] | null | undefined;

function show(value: Value): string {
  if (value == null) return 'no limit';
  if (typeof value === 'object') return value.length ? value.join(', ') : 'always';
  return String(value);
}

/** Looser limits that wait, each with what binds until then. */
export function PendingCard({ account }: { account: Account }) {
  const { limits, pending_limits: pending, pending_leverage: leverage } = account;
  const now: Record<string, Value> = limits;
  const waiting = Object.entries(pending ?? {}).filter(
    ([name, value]) => name !== 'effective_at' && show(value) !== show(now[name]),
  );
  return (
    <Card title="Waiting to loosen">
      {!waiting.length && !leverage && <p className="text-sm text-muted">Nothing is waiting.</p>}
      <dl className="grid gap-2 text-sm">
        {waiting.map(([name, value]) => (
          <div key={name} className="flex flex-wrap justify-between gap-x-3">
            <dt className="font-medium">{toWords(name)}</dt>
            <dd className="text-muted">
              {show(now[name])} now, {show(value)} from <Time iso={pending?.effective_at} />
            </dd>
          </div>
        ))}
        {leverage && (
          <div className="flex flex-wrap justify-between gap-x-3">
            <dt className="font-medium">Leverage</dt>
            <dd className="text-muted">
              {limits.leverage} now, {leverage.leverage} from <Time iso={leverage.effective_at} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
