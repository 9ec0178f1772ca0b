import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Modal } from '@/components/modal';
import { ErrorNote } from '@/components/states';
import type { Account } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { useWithdraw } from './api/post-withdraw';

const schema = z.object({
  amount: z.string().check(z.regex(/^\d+(\.\d{1,2})?$/, 'Enter an amount such as 100.00.')),
});

/** Move real money to the owner's wallet at Deriv, who asks for consent each time. */
export function WithdrawFunds({ account }: { account: Account }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        Withdraw
      </Button>
      {isAsking && (
        <Modal title="Withdraw to your Deriv wallet" onClose={() => setAsking(false)}>
          <WithdrawForm account={account} />
        </Modal>
      )}
    </>
  );
}

function WithdrawForm({ account }: { account: Account }) {
  const withdraw = useWithdraw(account.id);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { amount: '' },
  });
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={handleSubmit(({ amount }) => withdraw.mutate(amount))}
    >
      <p>
        Deriv asks for your consent, for this amount only. Nexus uses it once and keeps no access to
        your wallet.
      </p>
      <TextField
        label={`Amount (${account.currency})`}
        hint={`The account holds ${formatMoney(account.balance, account.currency)}.`}
        inputMode="decimal"
        error={formState.errors.amount?.message}
        {...register('amount')}
      />
      {withdraw.isError && <ErrorNote error={withdraw.error} />}
      <Button type="submit" isBusy={withdraw.isPending}>
        Continue at Deriv
      </Button>
    </form>
  );
}
