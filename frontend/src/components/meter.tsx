interface MeterProps {
  label: string;
  /** How full it is, from 0 to 1. */
  share: number;
  /** The numbers in words, shown below. */
  text: string;
  tone?: 'fall' | 'rise' | 'accent';
}

const TONES = { fall: 'bg-fall', rise: 'bg-rise', accent: 'bg-accent' } as const;

/** How much of something is used up. */
export function Meter({ label, share, text, tone = 'fall' }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share || 0)) * 100);
  return (
    <div className="grid content-start gap-1.5">
      <p className="text-sm font-semibold">{label}</p>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className={`h-full rounded-full ${TONES[tone]}`} style={{ width: `${percent}%` }} />
      </div>
      <p className="text-xs text-muted">{text}</p>
    </div>
  );
}
