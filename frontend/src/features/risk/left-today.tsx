import { Meter } from '@/components/meter';
import type { Account } from '@/lib/api/types';
import { formatMoney, isNegative } from '@/lib/format/money';

interface Used {
  label: string;
  share: number;
  text: string;
  tone?: 'fall' | 'rise';
}

function ratio(part: string | number, whole: string | number): number {
  return Number(whole) === 0 ? 0 : Number(part) / Number(whole);
}

// Only shown; the server counts in decimals.
function left(limit: string, ...taken: string[]): string {
  const rest = taken.reduce((sum, each) => sum - Number(each), Number(limit));
  return Math.max(0, rest).toFixed(2);
}

function used(account: Account): Used[] {
  const { limits, currency, day_result, exposure } = account;
  const money = (amount: string) => formatMoney(amount, currency);
  const lost = isNegative(day_result) ? day_result.slice(1) : '0.00';
  const found: Used[] = [
    {
      label: 'Daily loss and open stakes',
      share: ratio(Number(lost) + Number(exposure), limits.daily_loss_limit),
      text: `${money(lost)} lost and ${money(exposure)} at stake of ${money(limits.daily_loss_limit)}; ${money(left(limits.daily_loss_limit, lost, exposure))} left`,
    },
    {
      label: 'Losses in a row',
      share: ratio(account.consecutive_losses, limits.max_consecutive_losses),
      text: `${account.consecutive_losses} of ${limits.max_consecutive_losses}; then trading halts`,
    },
    {
      label: 'Open trades',
      share: ratio(account.open_trades, limits.max_open_trades),
      text: `${account.open_trades} of ${limits.max_open_trades}`,
    },
  ];
  if (limits.max_exposure)
    found.push({
      label: 'At stake at once',
      share: ratio(exposure, limits.max_exposure),
      text: `${money(exposure)} of ${money(limits.max_exposure)}`,
    });
  if (limits.daily_take_profit) found.push(profit(account, limits.daily_take_profit));
  return found;
}

function profit({ day_result, currency }: Account, target: string): Used {
  return {
    label: 'Profit at which the day ends',
    share: ratio(day_result, target),
    text: `${formatMoney(day_result, currency)} of ${formatMoney(target, currency)}`,
    tone: 'rise',
  };
}

/** What is used up of each limit today; the day ends at midnight UTC. */
export function LeftToday({ account }: { account: Account }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {used(account).map((each) => (
        <Meter key={each.label} {...each} />
      ))}
    </div>
  );
}
