import type { Account } from '@/lib/api/types';
import { Icon } from './icon';
import { Time } from './time';

const WORDS: Record<Exclude<Account['status'], 'active'>, string> = {
  halted: 'Trading is halted on this account.',
  frozen: 'This account is frozen while a purchase is being checked with the broker.',
  needs_relink: 'The link to Deriv has expired. Link it again to trade.',
  unlinked: 'This account is no longer linked.',
};

/** Say why an account cannot trade; nothing while it can. */
export function AccountState({ account }: { account: Account }) {
  if (account.status === 'active') return null;
  return (
    <p className="flex gap-2 rounded-lg bg-warn-soft p-2.5 text-sm text-warn">
      <Icon name="stop" className="size-5" />
      <span>
        {WORDS[account.status]}
        {account.resumable_at && (
          <>
            {' '}
            It can be resumed from <Time iso={account.resumable_at} />.
          </>
        )}
      </span>
    </p>
  );
}
