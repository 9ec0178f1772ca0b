import { classNames } from '@/components/class-names';
import { Icon } from '@/components/icon';
import type { Vote } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';

const SIDES = {
  RISE: { tone: 'bg-rise-soft text-rise', icon: 'rise', word: 'rise' },
  FALL: { tone: 'bg-fall-soft text-fall', icon: 'fall', word: 'fall' },
} as const;

/** Every strategy's vote on one line: its name and its side, by shape, colour and word. */
export function VoteChips({ votes }: { votes: Vote[] }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {votes.map(({ strategy, direction }) => {
        const side = direction && SIDES[direction];
        return (
          <span
            key={strategy}
            className={classNames(
              'inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-medium',
              side ? side.tone : 'bg-sunken text-muted',
            )}
          >
            {side && <Icon name={side.icon} className="size-2.5" />}
            {toWords(strategy)} {side ? side.word : 'no vote'}
          </span>
        );
      })}
    </span>
  );
}
