import { formatDateTime, formatTime } from '@/lib/format/date';

interface TimeProps {
  iso: string | null | undefined;
  style?: 'full' | 'time';
}

/** A moment in the reader's own time zone. */
export function Time({ iso, style = 'full' }: TimeProps) {
  if (!iso) return <span aria-label="not known yet">–</span>;
  return (
    <time dateTime={iso} className="tabular whitespace-nowrap">
      {style === 'time' ? formatTime(iso) : formatDateTime(iso)}
    </time>
  );
}
