import { formatMoney, formatSignedMoney, isNegative, isZero } from '@/lib/format/money';
import { Icon } from './icon';

interface MoneyProps {
  amount: string | null | undefined;
  currency?: string;
}

export function Money({ amount, currency }: MoneyProps) {
  if (amount == null) return <span aria-label="not known yet">–</span>;
  return <span className="tabular">{formatMoney(amount, currency)}</span>;
}

/** A gain or loss: sign, shape and colour say the same thing. */
export function SignedMoney({ amount, currency }: MoneyProps) {
  if (amount == null) return <span aria-label="not known yet">–</span>;
  if (isZero(amount)) return <span className="tabular">{formatMoney(amount, currency)}</span>;
  const isLoss = isNegative(amount);
  return (
    <span
      className={`tabular inline-flex items-center gap-1 font-semibold ${isLoss ? 'text-fall' : 'text-rise'}`}
    >
      <Icon name={isLoss ? 'fall' : 'rise'} className="size-2.5" />
      {formatSignedMoney(amount, currency)}
    </span>
  );
}
