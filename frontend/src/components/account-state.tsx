import { useMutation } from '@tanstack/react-query';
import type { Account } from '@/lib/api/types';
import { goToDeriv } from '@/lib/endpoints/get-oauth-authorize';
import { Button } from './button';
import { Icon } from './icon';
import { Time } from './time';

const WORDS: Record<Exclude<Account['status'], 'active'>, string> = {
  halted: 'Trading is halted on this account.',
  frozen:
    'This account is frozen: our books and Deriv\u2019s do not agree. Nothing is bought on it until they do or somebody has looked; your other accounts are not affected.',
  needs_relink:
    'The link to Deriv has expired, so Nexus cannot trade here. Trades that are open run on at Deriv and are booked once you link again.',
  unlinked: 'This account is no longer linked.',
};

/** Say why an account cannot trade; nothing while it can. */
export function AccountState({ account }: { account: Account }) {
  if (account.status === 'active') return null;
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft p-2.5 text-sm text-warn">
      <Icon name="stop" className="size-5" />
      <p className="min-w-0 flex-1">
        {WORDS[account.status]}
        {account.resumable_at && (
          <>
            {' '}
            It can be resumed from <Time iso={account.resumable_at} />.
          </>
        )}
      </p>
      {account.status === 'needs_relink' && <Relink />}
    </div>
  );
}

/** The way to a fresh link, for an account whose token Deriv no longer accepts. */
export function Relink() {
  const leave = useMutation({ mutationFn: () => goToDeriv('link') });
  return (
    <Button size="small" isBusy={leave.isPending} onClick={() => leave.mutate()}>
      Link again
    </Button>
  );
}
