import { Link } from 'react-router';
import type { Withdrawal } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';
import { AuthFrame } from './auth-frame';

const TITLES: Record<Withdrawal['status'], string> = {
  sent: 'The money is on its way',
  sending: 'The money is on its way',
  failed: 'Nothing was withdrawn',
  unknown: 'Deriv did not answer',
};

/** What became of a withdrawal the owner has just consented to. */
export function WithdrawalOutcome({ withdrawal }: { withdrawal: Withdrawal }) {
  const amount = formatMoney(withdrawal.amount, withdrawal.currency);
  const words: Record<Withdrawal['status'], string> = {
    sent: `${amount} went to your wallet at Deriv.`,
    sending: `${amount} is going to your wallet at Deriv.`,
    failed: explainReason(withdrawal.reason ?? 'BROKER_REJECTED'),
    unknown: `Whether ${amount} moved is not known yet. Look at the statement of the account in a minute before you try again.`,
  };
  return (
    <AuthFrame title={TITLES[withdrawal.status]}>
      <p role="status">{words[withdrawal.status]}</p>
      <Link to="/accounts" className="font-semibold text-accent underline">
        Back to accounts
      </Link>
    </AuthFrame>
  );
}
