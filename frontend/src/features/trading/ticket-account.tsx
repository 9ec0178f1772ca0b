import { ACCOUNT_KINDS, AccountBadge, isPractice } from '@/components/account-badge';
import type { Account } from '@/lib/api/types';
import { useAccounts } from '@/lib/endpoints/get-accounts';
import { formatMoney } from '@/lib/format/money';
import { chooseAccount } from '@/lib/session/current-account';

/** Whose money the next click spends; nobody may mistake practice for real. */
export function TicketAccount({ account }: { account: Account }) {
  const { data: accounts = [] } = useAccounts();
  const look = isPractice(account.kind)
    ? 'demo-stripes border-b-2 border-dashed border-warn bg-warn-soft text-warn'
    : 'border-b-4 border-fall bg-ink text-page';
  return (
    <div className={`grid gap-2 px-4 py-3 ${look}`} data-account-kind={account.kind}>
      <p className="flex items-center justify-between gap-2 text-sm font-bold">
        {ACCOUNT_KINDS[account.kind].sentence}
        <AccountBadge kind={account.kind} />
      </p>
      <select
        aria-label="Account"
        value={account.id}
        onChange={(event) => chooseAccount(event.target.value)}
        className="min-h-10 w-full rounded-lg border border-edge bg-surface px-2 text-sm font-semibold text-ink"
      >
        {accounts.map(({ id, kind, balance, currency }) => (
          <option key={id} value={id}>
            {ACCOUNT_KINDS[kind].short} · {formatMoney(balance, currency)}
          </option>
        ))}
      </select>
    </div>
  );
}
