import { Icon } from '@/components/icon';
import type { Preview } from '@/lib/api/types';
import { useServerNow } from '@/lib/live/live-context';

/** How old an offered price is, counting on; a price that has run out says so. */
export function QuoteAge({ quoted_at, price_valid_until }: Preview) {
  const now = useServerNow();
  const age = Math.max(0, Math.round((now - Date.parse(quoted_at)) / 1000));
  if (now < Date.parse(price_valid_until)) return <>{age} s</>;
  return (
    <span className="inline-block font-semibold whitespace-normal text-warn">
      <Icon name="warning" className="mr-1 inline size-4" />
      {age} s, run out
    </span>
  );
}
