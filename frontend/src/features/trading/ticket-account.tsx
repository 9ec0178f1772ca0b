import { ACCOUNT_KINDS, AccountBadge, isPractice } from '@/components/account-badge';
import { AccountSelect } from '@/components/account-select';
import type { Account } from '@/lib/api/types';

/** Whose money the next click spends; nobody may mistake practice for real. */
export function TicketAccount({ account }: { account: Account }) {
  const look = isPractice(account.kind)
    ? 'demo-stripes border-b-2 border-dashed border-warn bg-warn-soft text-warn'
    : 'border-b-4 border-fall bg-ink text-page';
  return (
    <div className={`grid gap-2 px-4 py-3 ${look}`} data-account-kind={account.kind}>
      <p className="flex items-center justify-between gap-2 text-sm font-bold">
        {ACCOUNT_KINDS[account.kind].sentence}
        <AccountBadge kind={account.kind} />
      </p>
      <AccountSelect accountId={account.id} />
    </div>
  );
}
