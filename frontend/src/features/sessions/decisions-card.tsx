import { useState } from 'react';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { DecisionView } from '@/components/decision-view';
import { Modal } from '@/components/modal';
import { SignedMoney } from '@/components/money';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { Time } from '@/components/time';
import { TradeSide } from '@/components/trade-side';
import type { EngineSession, StoredDecision, Trade } from '@/lib/api/types';
import { useSessionDecisions } from '@/lib/endpoints/get-decisions';
import { useEngineOptions } from '@/lib/endpoints/get-engine-options';
import { useTrades } from '@/lib/endpoints/get-trades';
import { sessionTuning } from '@/lib/engine/tuning';
import { formatMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';

interface DecisionsCardProps {
  session: EngineSession;
  currency: string;
}

/** Why each trade was taken or not: counts by reason, and the latest decisions. */
export function DecisionsCard({ session, currency }: DecisionsCardProps) {
  const { account_id, id, decisions, reasons } = session;
  const list = useSessionDecisions(account_id, id, decisions);
  const trades = useTrades({ accountId: account_id, limit: 50 });
  const bought = trades.data?.pages.flatMap(({ items }) => items) ?? [];
  const [shown, setShown] = useState<StoredDecision>();
  return (
    <Card title="Decisions" className="lg:col-span-2">
      <Reasons reasons={reasons} />
      {list.isError && !list.data && <ErrorNote error={list.error} onRetry={list.refetch} />}
      {list.isPending && <SkeletonList label="Loading decisions" />}
      {list.data?.items.length === 0 && (
        <EmptyNote title="No decision yet">The votes have not called for a trade.</EmptyNote>
      )}
      <ul aria-label="Latest decisions" className="divide-y">
        {list.data?.items.map((each) => (
          <DecisionLine
            key={each.id}
            each={each}
            trade={bought.find((trade) => isFrom(each, trade))}
            currency={currency}
            onShow={() => setShown(each)}
          />
        ))}
      </ul>
      {shown && (
        <DecisionDialog
          shown={shown}
          session={session}
          currency={currency}
          onClose={() => setShown(undefined)}
        />
      )}
    </Card>
  );
}

function isFrom({ symbol, decision }: StoredDecision, trade: Trade): boolean {
  return trade.symbol === symbol && trade.decision.decided_at === decision.decided_at;
}

interface DecisionDialogProps extends DecisionsCardProps {
  shown: StoredDecision;
  onClose: () => void;
}

function DecisionDialog({ shown, session, currency, onClose }: DecisionDialogProps) {
  const { data: options } = useEngineOptions();
  return (
    <Modal title={`${shown.symbol}: why`} onClose={onClose}>
      <DecisionView
        decision={shown.decision}
        currency={currency}
        hash={shown.hash}
        tuning={options && sessionTuning(options, session.settings)}
      />
    </Modal>
  );
}

function Reasons({ reasons }: { reasons: Record<string, number> }) {
  const counted = Object.entries(reasons).toSorted(([, a], [, b]) => b - a);
  if (!counted.length) return null;
  return (
    <dl className="mb-3 grid gap-1 rounded-lg bg-sunken p-3 text-sm">
      {counted.map(([code, count]) => (
        <div key={code} className="flex gap-2">
          <dd className="tabular w-10 shrink-0 text-right font-semibold">{count}</dd>
          <dt className="text-muted">{code === 'ACCEPTED' ? 'Bought' : explainReason(code)}</dt>
        </div>
      ))}
    </dl>
  );
}

interface DecisionLineProps {
  each: StoredDecision;
  trade: Trade | undefined;
  currency: string;
  onShow: () => void;
}

function DecisionLine({ each, trade, currency, onShow }: DecisionLineProps) {
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
      <span className="flex min-w-0 flex-1 basis-52 items-center gap-3 text-muted">
        {decision.code ? explainReason(decision.code, decision.detail ?? undefined) : 'Bought'}
        {trade && <StatusBadge status={trade.status} />}
        {trade?.profit && <SignedMoney amount={trade.profit} currency={currency} />}
      </span>
      <Button
        variant="ghost"
        size="small"
        aria-label={`Why, ${symbol} at ${decision.decided_at}`}
        onClick={onShow}
      >
        Why
      </Button>
    </li>
  );
}
