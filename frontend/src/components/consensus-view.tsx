import type { Consensus, Vote } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { toWords } from '@/lib/format/words';
import { TradeSide } from './trade-side';

function Facts({ facts }: { facts: Vote['facts'] }) {
  const entries = Object.entries(facts);
  if (!entries.length) return <p className="text-xs text-muted">No facts were recorded.</p>;
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-1 text-xs">
      {entries.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-2">
          <dt className="text-muted">{toWords(name)}</dt>
          <dd className="tabular font-mono">{showFact(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function showFact(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

function VoteRow({ vote }: { vote: Vote }) {
  return (
    <details className="border-t py-2 first:border-t-0">
      <summary className="flex items-center justify-between gap-2 rounded text-sm">
        <span className="font-medium">{toWords(vote.strategy)}</span>
        {vote.direction ? (
          <span className="flex items-center gap-3">
            <TradeSide tradeType={vote.direction} />
            <span className="tabular w-12 text-right">{formatPercent(vote.confidence, 0)}</span>
          </span>
        ) : (
          <span className="text-muted">No vote</span>
        )}
      </summary>
      <div className="pt-2">
        <Facts facts={vote.facts} />
      </div>
    </details>
  );
}

/** The strategies' votes, each with its facts one click away, and what they add up to. */
export function ConsensusView({ consensus }: { consensus: Consensus }) {
  return (
    <div>
      <p className="flex items-center justify-between gap-2 rounded-md bg-sunken px-3 py-2 text-sm">
        <span className="font-semibold">Consensus</span>
        {consensus.direction ? (
          <span className="flex items-center gap-3">
            <TradeSide tradeType={consensus.direction} />
            <span className="tabular w-12 text-right">
              {formatPercent(consensus.confidence, 0)}
            </span>
          </span>
        ) : (
          <span className="text-muted">None</span>
        )}
      </p>
      <div className="px-3 pt-1">
        {consensus.votes.map((vote) => (
          <VoteRow key={vote.strategy} vote={vote} />
        ))}
      </div>
    </div>
  );
}
