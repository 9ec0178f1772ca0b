import { useState } from 'react';
import { Button } from '@/components/button';
import { Modal } from '@/components/modal';
import { Money, SignedMoney } from '@/components/money';
import { ErrorNote, SkeletonList } from '@/components/states';
import { Time } from '@/components/time';
import type { Trade } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';
import { useCloseTrade } from './api/close-trade';
import { useCloseBid } from './api/preview-close';

/** Close a trade before it expires; the price is shown before anything is sold. */
export function CloseEarly({ trade }: { trade: Trade }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        size="small"
        disabled={trade.status !== 'open'}
        onClick={() => setAsking(true)}
      >
        Close early
      </Button>
      {isAsking && (
        <Modal title={`Close ${trade.symbol} early?`} onClose={() => setAsking(false)}>
          <BidNow trade={trade} onSold={() => setAsking(false)} />
        </Modal>
      )}
    </>
  );
}

function BidNow({ trade, onSold }: { trade: Trade; onSold: () => void }) {
  const bid = useCloseBid(trade.id);
  const close = useCloseTrade(trade.id);
  if (bid.isError) return <ErrorNote error={bid.error} onRetry={bid.refetch} />;
  if (!bid.data) return <SkeletonList rows={2} label="Asking the broker for its price" />;
  const { price, profit, currency, is_sellable, reason, asked_at } = bid.data;
  return (
    <>
      <dl className="grid gap-1.5">
        <BidRow name="The broker pays now">
          <Money amount={price} currency={currency} />
        </BidRow>
        <BidRow name="Your result">
          <SignedMoney amount={profit} currency={currency} />
        </BidRow>
        <BidRow name="Price of">
          <Time iso={asked_at} style="time" />
        </BidRow>
      </dl>
      {!is_sellable && <p className="text-warn">{explainReason(reason ?? 'RESALE_NOT_OFFERED')}</p>}
      {close.isError && <ErrorNote error={close.error} />}
      {is_sellable && price && (
        <Button
          variant="danger"
          isBusy={close.isPending}
          onClick={() => close.mutate(price, { onSuccess: onSold })}
        >
          Sell for {formatMoney(price, currency)} or more
        </Button>
      )}
    </>
  );
}

function BidRow({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  );
}
