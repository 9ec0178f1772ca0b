import { useAccounts } from '@/lib/endpoints/get-accounts';
import { formatMoney } from '@/lib/format/money';
import { chooseAccount } from '@/lib/session/current-account';
import { ACCOUNT_KINDS } from './account-badge';

/** Choose the account that pages show and trade on. */
export function AccountSelect({ accountId }: { accountId: string }) {
  const { data: accounts = [] } = useAccounts();
  return (
    <select
      aria-label="Account"
      value={accountId}
      onChange={(event) => chooseAccount(event.target.value)}
      className="min-h-10 w-full rounded-lg border border-edge bg-surface px-2 text-sm font-semibold text-ink"
    >
      {accounts.map(({ id, kind, balance, currency, status }) => (
        <option key={id} value={id}>
          {ACCOUNT_KINDS[kind].short} · {formatMoney(balance, currency)}
          {status === 'unlinked' && ' (unlinked)'}
        </option>
      ))}
    </select>
  );
}
