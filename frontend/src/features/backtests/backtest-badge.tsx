import { Icon, type IconName } from '@/components/icon';
import type { Backtest } from '@/lib/api/types';

const LOOKS: Record<Backtest['status'], { label: string; icon: IconName; tone: string }> = {
  queued: { label: 'Waits', icon: 'clock', tone: 'bg-sunken text-ink' },
  running: { label: 'Running', icon: 'chart', tone: 'bg-accent-soft text-accent' },
  done: { label: 'Done', icon: 'check', tone: 'bg-rise-soft text-rise' },
  failed: { label: 'Failed', icon: 'cross', tone: 'bg-fall-soft text-fall' },
  cancelled: { label: 'Cancelled', icon: 'stop', tone: 'bg-warn-soft text-warn' },
};

export function BacktestBadge({ status }: { status: Backtest['status'] }) {
  const { label, icon, tone } = LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-semibold ${tone}`}
    >
      <Icon name={icon} className="size-3.5" />
      {label}
    </span>
  );
}
