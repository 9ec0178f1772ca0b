import { Link } from 'react-router';
import type { Account } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';

function rows({ limits, currency }: Account): [string, string][] {
  const money = (amount: string) => formatMoney(amount, currency);
  const amount = (text: string | null) => (text ? money(text) : 'no limit');
  return [
    ['Stake', `${money(limits.min_stake)} to ${money(limits.max_stake)}`],
    ['Daily loss', money(limits.daily_loss_limit)],
    ['Losses in a row', String(limits.max_consecutive_losses)],
    ['Open trades', String(limits.max_open_trades)],
    ['Profit that ends the day', amount(limits.daily_take_profit)],
    ['Trading hours (UTC)', limits.trading_hours.join(', ') || 'always'],
    [
      'Rest after losses in a row',
      limits.cooldown_losses
        ? `${limits.cooldown_losses} losses, ${limits.cooldown_minutes} minutes`
        : 'none',
    ],
    ['Loss of a session', amount(limits.session_loss_limit)],
    ['Minutes of a session', limits.session_minutes?.toString() ?? 'no limit'],
  ];
}

/** Every limit as it binds now. */
export function BindingLimits({ account }: { account: Account }) {
  return (
    <div className="grid gap-2 border-t pt-4">
      <h3 className="text-sm font-semibold">Limits that bind now</h3>
      <dl className="grid gap-x-8 gap-y-1 text-sm sm:grid-cols-2">
        {rows(account).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular text-right">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm">
        <Link to="/accounts" className="text-accent underline">
          Change the stake, daily loss and number limits
        </Link>
      </p>
    </div>
  );
}
