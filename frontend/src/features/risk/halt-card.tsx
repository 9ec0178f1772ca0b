import { AccountState } from '@/components/account-state';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { ErrorNote } from '@/components/states';
import { Time } from '@/components/time';
import type { Account } from '@/lib/api/types';
import { useHalt } from '@/lib/endpoints/post-halt';
import { useResume } from '@/lib/endpoints/post-resume';

/** The kill switch of one account, and in words what it stops and what it does not. */
export function HaltCard({ account }: { account: Account }) {
  return (
    <Card title="Stop trading on this account">
      <div className="grid gap-3">
        <AccountState account={account} />
        <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
          <Moment label="Last order sent" iso={account.last_trade_at} />
          <Moment label="Last loss" iso={account.last_loss_at} />
          {account.halted_at && <Moment label="Halted" iso={account.halted_at} />}
        </dl>
        <Switch account={account} />
        <WhatStops />
      </div>
    </Card>
  );
}

function Moment({ label, iso }: { label: string; iso: string | null }) {
  return (
    <div className="flex gap-2">
      <dt className="text-muted">{label}</dt>
      <dd className="font-medium">{iso ? <Time iso={iso} /> : 'none'}</dd>
    </div>
  );
}

function Switch({ account }: { account: Account }) {
  const halt = useHalt(account.id);
  const resume = useResume(account.id);
  if (account.status !== 'active' && account.status !== 'halted') return null;
  const isHalted = account.status === 'halted';
  const step = isHalted ? resume : halt;
  return (
    <>
      <Button
        variant={isHalted ? 'primary' : 'danger'}
        isBusy={step.isPending}
        onClick={() => step.mutate()}
      >
        {isHalted ? 'Resume trading' : 'Halt trading'}
      </Button>
      {step.isError && <ErrorNote error={step.error} />}
    </>
  );
}

function WhatStops() {
  return (
    <ul className="grid list-disc gap-2 pl-5 text-sm text-muted">
      <li>
        <strong className="text-ink">It stops</strong> every new order on this account at once, by
        hand, by API and by sessions, and ends its automatic session. It can be lifted after one
        hour.
      </li>
      <li>
        <strong className="text-ink">It does not stop</strong> trades that are open: they run to
        their expiry, are settled and count. Withdrawing and closing early stay possible, and your
        other accounts trade on.
      </li>
      <li>
        <strong className="text-ink">A limit that is reached</strong> refuses the next order and
        says which one it was.
      </li>
      <li>
        <strong className="text-ink">When Nexus stops trading for everybody</strong>, new orders are
        refused on all accounts; sessions wait and go on afterwards.
      </li>
    </ul>
  );
}
