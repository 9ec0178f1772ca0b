import { Icon } from './icon';
import { statusLook } from './trade-status';

const TONES = {
  neutral: 'bg-accent-soft text-accent',
  good: 'bg-rise-soft text-rise',
  bad: 'bg-fall-soft text-fall',
  warn: 'bg-warn-soft text-warn',
};

export function StatusBadge({ status }: { status: string }) {
  const { label, icon, tone } = statusLook(status);
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-semibold ${TONES[tone]}`}
    >
      <Icon name={icon} className="size-3.5" />
      {label}
    </span>
  );
}
