import type { Consensus, HitRate, Vote } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import { HitRateNote, RuleStrength } from './rule-strength';
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

function VoteRow({ vote, rate }: { vote: Vote; rate?: HitRate | undefined }) {
  return (
    <details className="border-t py-2 first:border-t-0">
      <summary className="flex items-center justify-between gap-2 rounded text-sm">
        <span className="font-medium">{toWords(vote.strategy)}</span>
        {vote.direction ? (
          <span className="flex items-center gap-3">
            <TradeSide tradeType={vote.direction} />
            <RuleStrength value={vote.confidence} />
          </span>
        ) : (
          <span className="text-muted">No vote</span>
        )}
      </summary>
      {rate && <HitRateNote rate={rate} />}
      <div className="pt-2">
        <Facts facts={vote.facts} />
      </div>
    </details>
  );
}

interface ConsensusViewProps {
  consensus: Consensus;
  /** How often each strategy was right, where that was measured. */
  hitRates?: Record<string, HitRate> | undefined;
}

/** The strategies' votes, each with its facts one click away, and what they add up to. */
export function ConsensusView({ consensus, hitRates }: ConsensusViewProps) {
  return (
    <div>
      <p className="flex items-center justify-between gap-2 rounded-md bg-sunken px-3 py-2 text-sm">
        <span className="font-semibold">Consensus</span>
        {consensus.direction ? (
          <span className="flex items-center gap-3">
            <TradeSide tradeType={consensus.direction} />
            <RuleStrength value={consensus.confidence} />
          </span>
        ) : (
          <span className="text-muted">None</span>
        )}
      </p>
      <div className="px-3 pt-1">
        {consensus.votes.map((vote) => (
          <VoteRow key={vote.strategy} vote={vote} rate={hitRates?.[vote.strategy]} />
        ))}
        <p className="border-t py-2 text-xs text-muted">
          The number beside a vote is the strength of its rule, from 0 to 1. It is not a chance of
          winning.
        </p>
      </div>
    </div>
  );
}
