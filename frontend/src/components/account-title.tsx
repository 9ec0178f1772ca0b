import type { Account } from '@/lib/api/types';
import { AccountBadge } from './account-badge';
import { AccountSelect } from './account-select';
import { PageTitle } from './page-title';

/** The title of a page about one account, with a choice of the others. */
export function AccountTitle({ account, children }: { account?: Account; children: string }) {
  const aside = account && (
    <div className="flex items-center gap-3">
      <AccountBadge kind={account.kind} />
      <AccountSelect accountId={account.id} />
    </div>
  );
  return <PageTitle aside={aside}>{children}</PageTitle>;
}
