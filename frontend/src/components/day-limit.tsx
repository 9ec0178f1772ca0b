import type { Account } from '@/lib/api/types';
import { formatMoney, isNegative } from '@/lib/format/money';
import { SignedMoney } from './money';

/** Today's result beside what may be lost today; the day ends at midnight UTC. */
export function DayLimit({ account }: { account: Account }) {
  const { day_result, currency, limits } = account;
  const lost = isNegative(day_result) ? day_result.slice(1) : '0.00';
  const share = Math.min(100, (Number(lost) / Number(limits.daily_loss_limit)) * 100);
  const label = `${formatMoney(lost, currency)} lost of ${formatMoney(limits.daily_loss_limit, currency)} allowed today`;
  return (
    <div className="grid gap-1.5">
      <p className="flex items-baseline justify-between gap-2 text-sm">
        <span className="text-muted">Result today (UTC)</span>
        <SignedMoney amount={day_result} currency={currency} />
      </p>
      <div
        role="meter"
        aria-label="Daily loss"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
        aria-valuetext={label}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full rounded-full bg-fall" style={{ width: `${share}%` }} />
      </div>
      <p className="text-xs text-muted">{label}</p>
    </div>
  );
}
