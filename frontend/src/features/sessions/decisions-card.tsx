import { useState } from 'react';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { ConsensusView } from '@/components/consensus-view';
import { Modal } from '@/components/modal';
import { EmptyNote, ErrorNote } from '@/components/states';
import { Time } from '@/components/time';
import { TradeSide } from '@/components/trade-side';
import type { EngineSession, StoredDecision } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { explainReason, toWords } from '@/lib/format/words';
import { useDecisions } from './api/get-decisions';

interface DecisionsCardProps {
  session: EngineSession;
  currency: string;
}

/** Why each trade was taken or not: counts by reason, and the latest decisions. */
export function DecisionsCard({ session, currency }: DecisionsCardProps) {
  const { data, error } = useDecisions(session.account_id, session.id, session.decisions);
  const [shown, setShown] = useState<StoredDecision>();
  return (
    <Card title="Decisions" className="lg:col-span-2">
      <Reasons reasons={session.reasons} />
      {error && <ErrorNote error={error} />}
      {data?.items.length === 0 && (
        <EmptyNote title="No decision yet">The votes have not called for a trade.</EmptyNote>
      )}
      <ul aria-label="Latest decisions" className="divide-y">
        {data?.items.map((each) => (
          <DecisionLine key={each.id} each={each} currency={currency} onShow={setShown} />
        ))}
      </ul>
      {shown && (
        <Modal title="Decision" onClose={() => setShown(undefined)}>
          <ConsensusView consensus={shown.decision.consensus} />
          <p className="text-xs [overflow-wrap:anywhere] text-muted">
            Hash {shown.hash}, ticks {shown.decision.window_hash}
          </p>
        </Modal>
      )}
    </Card>
  );
}

function Reasons({ reasons }: { reasons: Record<string, number> }) {
  const counted = Object.entries(reasons).toSorted(([, a], [, b]) => b - a);
  return (
    <dl className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {counted.map(([code, count]) => (
        <div key={code} className="flex gap-1.5">
          <dt className="text-muted">{toWords(code)}</dt>
          <dd className="tabular font-semibold">{count}</dd>
        </div>
      ))}
    </dl>
  );
}

interface DecisionLineProps {
  each: StoredDecision;
  currency: string;
  onShow: (each: StoredDecision) => void;
}

function DecisionLine({ each, currency, onShow }: DecisionLineProps) {
  const { decision, direction, symbol, stake } = each;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-sm">
      <span className="text-muted">
        <Time iso={decision.decided_at} />
      </span>
      <TradeSide tradeType={direction} />
      <span>
        {symbol}, {formatMoney(stake, currency)}
      </span>
      <span className="min-w-0 flex-1 basis-52 text-muted">
        {decision.code ? explainReason(decision.code, decision.detail ?? undefined) : 'Taken'}
      </span>
      <Button
        variant="ghost"
        size="small"
        aria-label={`Votes of ${decision.decided_at}`}
        onClick={() => onShow(each)}
      >
        Votes
      </Button>
    </li>
  );
}
