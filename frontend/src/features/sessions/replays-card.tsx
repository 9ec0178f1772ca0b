import { Card } from '@/components/card';
import { Icon, type IconName } from '@/components/icon';
import { Time } from '@/components/time';
import type { Replay } from '@/lib/api/types';

interface Look {
  icon: IconName;
  tone: string;
  words: string;
}

const LOOKS: Record<Replay['verdict'], Look> = {
  same: { icon: 'check', tone: 'text-rise', words: 'Replayed: the same decisions' },
  different: { icon: 'warning', tone: 'text-fall', words: 'Replayed: other decisions' },
  expired: {
    icon: 'clock',
    tone: 'text-muted',
    words: 'Not replayed: its prices are no longer on record',
  },
};

/** What came of running the session again on its recorded prices. */
export function ReplaysCard({ replays }: { replays: Replay[] }) {
  if (!replays.length) return null;
  return (
    <Card title="Replays" className="lg:col-span-2">
      <p className="mb-3 max-w-prose text-sm text-muted">
        After it ends, a session runs again on its recorded prices. Equal hashes mean that every
        decision came out alike to the last byte.
      </p>
      <ul className="grid gap-3">
        {replays.map((each) => (
          <ReplayLine key={`${each.symbol} ${each.checked_at}`} replay={each} />
        ))}
      </ul>
    </Card>
  );
}

function ReplayLine({ replay }: { replay: Replay }) {
  const { symbol, verdict, decisions, checked_at } = replay;
  const { icon, tone, words } = LOOKS[verdict];
  return (
    <li className="grid gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold">{symbol}</span>
        <span className={`inline-flex items-center gap-1.5 font-medium ${tone}`}>
          <Icon name={icon} className="size-4 shrink-0" />
          {words}
        </span>
      </p>
      <p className="text-muted [overflow-wrap:anywhere]">
        {verdict !== 'expired' && (
          <>
            {decisions} {decisions === 1 ? 'decision' : 'decisions'}, <Hashes replay={replay} />
            ,{' '}
          </>
        )}
        <Time iso={checked_at} />
      </p>
    </li>
  );
}

function Hashes({ replay: { verdict, expected, found } }: { replay: Replay }) {
  const hash = (text: string) => <code className="text-xs">{text.slice(0, 16)}…</code>;
  if (verdict === 'same') return <>hash {hash(expected)}</>;
  return (
    <>
      hash {hash(found)} instead of {hash(expected)}
    </>
  );
}
