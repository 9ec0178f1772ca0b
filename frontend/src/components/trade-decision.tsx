import type { Trade } from '@/lib/api/types';
import { useDecisionOf } from '@/lib/endpoints/get-decisions';
import { DecisionView } from './decision-view';

/** The decision behind a trade, with its hash and its session where they are on record. */
export function TradeDecision({ trade }: { trade: Trade }) {
  const { data: stored } = useDecisionOf(trade);
  return (
    <DecisionView
      decision={trade.decision}
      currency={trade.currency}
      hash={stored?.hash}
      sessionId={stored?.session_id}
    />
  );
}
