import { useState } from 'react';
import { Button } from '@/components/button';
import { Modal } from '@/components/modal';
import { ErrorNote } from '@/components/states';
import type { Account } from '@/lib/api/types';
import { useUnlink } from './api/delete-link';

/** Let a Deriv account go, after asking once. */
export function UnlinkAccount({ account }: { account: Account }) {
  const [isAsking, setAsking] = useState(false);
  const unlink = useUnlink(account.id);
  return (
    <>
      <Button variant="ghost" size="small" onClick={() => setAsking(true)}>
        Unlink
      </Button>
      {isAsking && (
        <Modal
          title={`Unlink ${account.broker_account_id ?? 'account'}?`}
          onClose={() => setAsking(false)}
        >
          <p>
            Nexus stops trading on this account and gives back its access. Your money stays at
            Deriv; the history stays here. Open trades must end first.
          </p>
          {unlink.isError && <ErrorNote error={unlink.error} />}
          <Button
            variant="danger"
            isBusy={unlink.isPending}
            onClick={() => unlink.mutate(undefined, { onSuccess: () => setAsking(false) })}
          >
            Unlink account
          </Button>
        </Modal>
      )}
    </>
  );
}
