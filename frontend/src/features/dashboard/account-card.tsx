import { useNavigate } from 'react-router';
import { AccountBadge } from '@/components/account-badge';
import { AccountState } from '@/components/account-state';
import { Button } from '@/components/button';
import { DayLimit } from '@/components/day-limit';
import { Money } from '@/components/money';
import type { Account } from '@/lib/api/types';
import { chooseAccount } from '@/lib/session/current-account';

export function AccountCard({ account }: { account: Account }) {
  const navigate = useNavigate();
  const trade = () => {
    chooseAccount(account.id);
    void navigate('/trade');
  };
  return (
    <li className="grid content-between gap-4 rounded-card border bg-surface p-5 shadow-card">
      <div className="grid gap-1">
        <p className="flex items-center justify-between gap-2 text-sm text-muted">
          <AccountBadge kind={account.kind} />
          {account.is_default && 'Default'}
        </p>
        <p aria-label="Balance" className="mt-2 text-3xl font-bold">
          <Money amount={account.balance} currency={account.currency} />
        </p>
        <p className="text-sm text-muted">
          {account.open_trades} open,{' '}
          <Money amount={account.exposure} currency={account.currency} /> at stake
        </p>
      </div>
      <AccountState account={account} />
      <DayLimit account={account} />
      <Button onClick={trade}>Trade on this account</Button>
    </li>
  );
}
