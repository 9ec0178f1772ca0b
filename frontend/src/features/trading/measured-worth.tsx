import type { Preview } from '@/lib/api/types';
import { formatMoney, formatPercent, formatSignedMoney } from '@/lib/format/money';
import { toWords } from '@/lib/format/words';
import type { ContractType } from './contract-types';

interface MeasuredWorthProps {
  type: ContractType;
  previews: Preview[];
  currency: string;
}

/** What each side is worth on average at the hit rates measured here, with their intervals. */
export function MeasuredWorth({ type, previews, currency }: MeasuredWorthProps) {
  return (
    <div className="grid gap-1 text-xs text-muted">
      {previews.map((preview, index) => (
        <Side
          key={index}
          side={type.sides[index]?.label ?? ''}
          preview={preview}
          currency={currency}
        />
      ))}
    </div>
  );
}

interface SideProps {
  side: string;
  preview: Preview;
  currency: string;
}

function Side({ side, preview: { measured, stake }, currency }: SideProps) {
  if (!measured) return <p>{side}: no hit rate was measured here yet.</p>;
  const money = (amount: string) => formatSignedMoney(amount, currency);
  return measured.map((each) => (
    <p key={each.strategy}>
      {side}{' '}
      {each.agrees
        ? `as ${toWords(each.strategy)} votes`
        : `(${toWords(each.strategy)} does not vote for it; its own votes)`}
      : right {formatPercent(each.rate, 1)} of {each.count} times ({formatPercent(each.low, 1)} to{' '}
      {formatPercent(each.high, 1)}), on average{' '}
      <strong className="text-ink">{money(each.expected_value)}</strong> per{' '}
      {formatMoney(stake, currency)} ({money(each.expected_low)} to {money(each.expected_high)})
    </p>
  ));
}
