import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Decision } from '@/lib/api/types';
import type { Tuning } from '@/lib/engine/tuning';
import { formatMoney, formatPercent } from '@/lib/format/money';
import { explainReason, toWords } from '@/lib/format/words';
import { ConsensusView } from './consensus-view';
import { Icon } from './icon';
import { Time } from './time';

interface DecisionViewProps {
  decision: Decision;
  currency: string;
  /** The hash the decision is stored under; trades by hand that were taken have none. */
  hash?: string | null | undefined;
  /** The session that decided. */
  sessionId?: string | null | undefined;
  tuning?: Tuning | undefined;
}

/** Why a trade was taken or refused: the rule, the votes with their numbers, and the proof. */
export function DecisionView({ decision, currency, hash, sessionId, tuning }: DecisionViewProps) {
  return (
    <section aria-label="Decision" className="grid gap-3">
      <h3 className="font-semibold">Decision</h3>
      <Outcome decision={decision} />
      {sessionId && (
        <p className="text-sm">
          Decided by{' '}
          <Link to={`/engine/sessions/${sessionId}`} className="text-accent underline">
            an automatic session
          </Link>
          .
        </p>
      )}
      <ConsensusView consensus={decision.consensus} tuning={tuning} isOpen />
      <Facts title="What was priced" facts={costFacts(decision, currency)} />
      <Facts title="Limits in force" facts={limitFacts(decision)} />
      <Proof decision={decision} hash={hash} />
    </section>
  );
}

function Outcome({ decision }: { decision: Decision }) {
  const { outcome, mode, code, detail, facts, decided_at } = decision;
  const vote = mode === 'enforced' ? 'the vote was binding' : 'the vote was advice only';
  if (!code)
    return (
      <p className="text-sm">
        {toWords(outcome)} at <Time iso={decided_at} />: no rule refused it, {vote}.
      </p>
    );
  return (
    <div className="grid gap-2 rounded-lg bg-warn-soft p-3 text-sm">
      <p className="flex gap-2 text-warn">
        <Icon name="stop" className="size-5" />
        <span>
          <strong>Refused</strong> at <Time iso={decided_at} />:{' '}
          {explainReason(code, detail ?? undefined)}
        </span>
      </p>
      <Facts
        facts={Object.entries(facts).map(([name, value]) => [toWords(name), value])}
        title={`Rule: ${toWords(code)}`}
      />
    </div>
  );
}

function costFacts({ cost }: Decision, currency: string): [string, ReactNode][] {
  if (!cost) return [];
  const money = (amount: string) => formatMoney(amount, currency);
  return [
    ['Stake', money(cost.stake)],
    [cost.is_indicative ? 'Payout (indicative)' : 'Payout', money(cost.payout)],
    ['Kept if won', money(cost.net_profit_if_won)],
    ['Break-even win rate', formatPercent(cost.break_even_win_rate)],
  ];
}

function Facts({ title, facts }: { title: string; facts: [string, ReactNode][] }) {
  if (!facts.length) return null;
  return (
    <div className="text-sm">
      <p className="mb-1 font-medium">{title}</p>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular min-w-0 text-right [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function limitFacts({ thresholds, nearest_miss }: Decision): [string, string][] {
  const limits = Object.entries(thresholds).map(([name, value]): [string, string] => [
    toWords(name),
    value,
  ]);
  if (!nearest_miss) return limits;
  const { code, value, limit, used } = nearest_miss;
  const said = `${toWords(code)}: ${value} of ${limit}, ${formatPercent(used, 0)} used`;
  return [['Nearest to refusing it', said], ...limits];
}

function Proof({ decision, hash }: { decision: Decision; hash: string | null | undefined }) {
  return (
    <dl className="grid gap-1 text-xs text-muted">
      <div>
        <dt className="inline">Price window the strategies saw: </dt>
        <dd className="inline break-all">
          <code>{decision.window_hash || 'none'}</code>
        </dd>
      </div>
      {hash && (
        <div>
          <dt className="inline">Hash of this decision: </dt>
          <dd className="inline break-all">
            <code>{hash}</code>
          </dd>
        </div>
      )}
    </dl>
  );
}
