import type { Consensus, HitRate, Vote } from '@/lib/api/types';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { explainFacts } from '@/lib/engine/facts';
import { defaultTuning, type Tuning } from '@/lib/engine/tuning';
import { toWords } from '@/lib/format/words';
import { Icon } from './icon';
import { HitRateNote, RuleStrength } from './rule-strength';
import { TradeSide } from './trade-side';

interface FactsProps {
  vote: Vote;
  parameters: Record<string, number> | undefined;
}

function Facts({ vote: { strategy, facts }, parameters }: FactsProps) {
  const shown = explainFacts(strategy, facts, parameters);
  if (!shown.length) return <p className="text-xs text-muted">No numbers yet.</p>;
  return (
    <dl className="grid gap-1 text-xs">
      {shown.map(({ label, value, threshold }) => (
        <div key={label} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-muted">{label}</dt>
          <dd className="tabular font-mono font-semibold">{value}</dd>
          {threshold && <dd className="text-muted">{threshold}</dd>}
        </div>
      ))}
    </dl>
  );
}

interface VoteRowProps extends FactsProps {
  rate: HitRate | undefined;
  isOpen: boolean;
}

function VoteRow({ vote, parameters, rate, isOpen }: VoteRowProps) {
  const { strategy, direction, confidence, facts } = vote;
  return (
    <details open={isOpen} className="group border-t py-2 first:border-t-0">
      <summary className="flex flex-wrap items-center gap-x-2 rounded text-sm">
        <Icon name="chevron" className="size-4 text-muted transition group-open:rotate-90" />
        <span className="mr-auto font-medium">{toWords(strategy)}</span>
        {direction ? (
          <span className="flex items-center gap-3">
            <TradeSide tradeType={direction} />
            <RuleStrength value={confidence} />
          </span>
        ) : (
          <span className="text-muted">No vote{facts['reason'] ? `: ${facts['reason']}` : ''}</span>
        )}
      </summary>
      <div className="grid gap-2 pt-2 pl-6">
        {rate && <HitRateNote rate={rate} />}
        <Facts vote={vote} parameters={parameters} />
      </div>
    </details>
  );
}

interface ConsensusViewProps {
  consensus: Consensus;
  /** How often each strategy was right, where that was measured. */
  hitRates?: Record<string, HitRate> | undefined;
  /** What the strategies were tuned to; their defaults when left out. */
  tuning?: Tuning | undefined;
  /** Show the facts of each vote without a click. */
  isOpen?: boolean;
}

/** The strategies' votes, each with its facts one click away, and what they add up to. */
export function ConsensusView({ consensus, hitRates, tuning, isOpen }: ConsensusViewProps) {
  const { data: options } = useEngineOptions();
  const known = tuning ?? (options && defaultTuning(options));
  return (
    <div>
      <p className="flex flex-wrap items-center justify-between gap-x-2 rounded-md bg-sunken px-3 py-2 text-sm">
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
          <VoteRow
            key={vote.strategy}
            vote={vote}
            parameters={known?.[vote.strategy]}
            rate={hitRates?.[vote.strategy]}
            isOpen={isOpen ?? false}
          />
        ))}
        <p className="border-t py-2 text-xs text-muted">
          Rule strength says how clearly a rule spoke, from 0 to 1. It is not a chance of winning.
        </p>
      </div>
    </div>
  );
}
