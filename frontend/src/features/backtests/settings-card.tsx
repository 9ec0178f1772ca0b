import { Card } from '@/components/card';
import type { Backtest } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { toWords } from '@/lib/format/words';

function rows({ settings }: Backtest): [string, string][] {
  const { staking, limits } = settings;
  const size = staking.kind === 'percentage' ? formatPercent(staking.balance_share) : staking.stake;
  return [
    [
      'Strategies',
      settings.strategies.map(({ name, weight }) => `${toWords(name)} ×${weight}`).join(', '),
    ],
    ['Votes that must agree', `${settings.min_agreeing}, rule strength ${settings.min_confidence}`],
    ['Contract', `${settings.expiry_minutes} min`],
    ['Staking', `${toWords(staking.kind)}, ${size}`],
    ['Commission', formatPercent(settings.commission_rate)],
    ['Partner markup', formatPercent(settings.markup_rate)],
    ['Opening balance', settings.opening_balance],
    ['Daily loss limit', limits.daily_loss_limit],
    ['Losses in a row', String(limits.max_consecutive_losses)],
    ['Open trades at once', String(limits.max_open_trades)],
    ['Trading hours (UTC)', limits.trading_hours.join(', ') || 'always'],
    ['After a halt', settings.when_halted === 'stop' ? 'ends' : 'goes on after the cool-down'],
  ];
}

/** What the run was made of. */
export function SettingsCard({ run }: { run: Backtest }) {
  return (
    <Card title="Settings">
      <dl className="grid gap-1.5 text-sm">
        {rows(run).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular min-w-0 text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
