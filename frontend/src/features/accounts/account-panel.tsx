import { ACCOUNT_KINDS, AccountBadge } from '@/components/account-badge';
import { AccountState } from '@/components/account-state';
import { Button } from '@/components/button';
import { classNames } from '@/components/class-names';
import { DayLimit } from '@/components/day-limit';
import { Money } from '@/components/money';
import { ErrorNote } from '@/components/states';
import type { Account } from '@/lib/api/types';
import { useHalt } from '@/lib/endpoints/post-halt';
import { useMakeDefault } from './api/patch-default';
import { useResume } from '@/lib/endpoints/post-resume';
import { BrokerSide } from './broker-side';
import { LimitsForm } from './limits-form';
import { UnlinkAccount } from './unlink-account';
import { WithdrawFunds } from './withdraw-funds';

const FRAMES: Record<Account['kind'], string> = {
  demo: 'border-dashed border-warn',
  deriv_demo: 'border-dashed border-warn',
  real: 'border-ink border-2',
};

/** One account: what it is, what it holds, what may be lost, and how to stop it. */
export function AccountPanel({ account }: { account: Account }) {
  const { kind, broker_account_id } = account;
  return (
    <section
      aria-label={
        broker_account_id
          ? `${ACCOUNT_KINDS[kind].short} account ${broker_account_id}`
          : 'Nexus demo account'
      }
      className={classNames(
        'grid gap-5 rounded-card border bg-surface p-4 shadow-card sm:p-5',
        FRAMES[kind],
      )}
    >
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid gap-1">
          <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
            <AccountBadge kind={kind} />
            {ACCOUNT_KINDS[kind].sentence}
          </h2>
          {broker_account_id && <p className="text-sm text-muted">{broker_account_id}</p>}
          <p aria-label="Balance" className="text-3xl font-bold">
            <Money amount={account.balance} currency={account.currency} />
          </p>
        </div>
        {account.status !== 'unlinked' && <AccountActions account={account} />}
      </div>
      <AccountState account={account} />
      <div className="grid gap-6 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <div className="grid content-start gap-3">
          <DayLimit account={account} />
          <LossStreak account={account} />
        </div>
        {account.status !== 'unlinked' && <LimitsForm account={account} />}
      </div>
      <BrokerSide account={account} />
    </section>
  );
}

function LossStreak({ account: { consecutive_losses, limits } }: { account: Account }) {
  return (
    <p className="text-sm text-muted">
      {consecutive_losses} of {limits.max_consecutive_losses} losses in a row
    </p>
  );
}

function AccountActions({ account }: { account: Account }) {
  const makeDefault = useMakeDefault(account.id);
  const halt = useHalt(account.id);
  const resume = useResume(account.id);
  const failed = [makeDefault, halt, resume].find(({ isError }) => isError);
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex flex-wrap gap-2">
        {account.is_default ? (
          <p className="self-center text-sm font-semibold text-accent">Default account</p>
        ) : (
          <Button
            variant="secondary"
            size="small"
            isBusy={makeDefault.isPending}
            onClick={() => makeDefault.mutate()}
          >
            Make default
          </Button>
        )}
        {account.status === 'halted' ? (
          <Button size="small" isBusy={resume.isPending} onClick={() => resume.mutate()}>
            Resume trading
          </Button>
        ) : (
          <Button
            variant="danger"
            size="small"
            isBusy={halt.isPending}
            onClick={() => halt.mutate()}
          >
            Halt trading
          </Button>
        )}
        <BrokerActions account={account} />
      </div>
      {failed && <ErrorNote error={failed.error} />}
    </div>
  );
}

function BrokerActions({ account }: { account: Account }) {
  if (account.kind === 'demo') return null;
  return (
    <>
      {account.kind === 'real' && <WithdrawFunds account={account} />}
      <UnlinkAccount account={account} />
    </>
  );
}
