import type { LiveStatus } from '@/lib/live/live-socket';
import { useLiveStatus } from '@/lib/live/live-context';

const LOOKS: Record<LiveStatus, { label: string; dot: string }> = {
  live: { label: 'Live', dot: 'rounded-full bg-rise' },
  idle: { label: 'Connecting', dot: 'rounded-full border-2 border-muted' },
  connecting: { label: 'Connecting', dot: 'rounded-full border-2 border-muted' },
  reconnecting: { label: 'Reconnecting', dot: 'rotate-45 bg-warn' },
  offline: { label: 'Offline', dot: 'bg-fall' },
};

/** Say whether prices arrive; shape and word differ besides the colour. */
export function ConnectionState() {
  const { label, dot } = LOOKS[useLiveStatus()];
  return (
    <p
      role="status"
      aria-label="Connection"
      className="flex items-center gap-2 px-1.5 text-xs font-medium"
    >
      <span aria-hidden="true" className={`size-2.5 ${dot}`} />
      {label}
    </p>
  );
}
