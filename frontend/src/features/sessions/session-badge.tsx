import { Icon, type IconName } from '@/components/icon';
import type { EngineSession } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';

type Status = EngineSession['status'];

const LOOKS: Record<Status, { icon: IconName; tone: string }> = {
  ready: { icon: 'clock', tone: 'bg-sunken text-ink' },
  running: { icon: 'chart', tone: 'bg-rise-soft text-rise' },
  paused: { icon: 'clock', tone: 'bg-warn-soft text-warn' },
  stopped: { icon: 'stop', tone: 'bg-accent-soft text-accent' },
};

export function SessionBadge({ status }: { status: Status }) {
  const { icon, tone } = LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-semibold ${tone}`}
    >
      <Icon name={icon} className="size-3.5" />
      {toWords(status)}
    </span>
  );
}
