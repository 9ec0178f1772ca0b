import { useRef, type MouseEvent } from 'react';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import type { Preview, Trade } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { useExecuteTrade } from './api/execute-trade';
import type { ContractType } from './contract-types';
import type { useTicket } from './use-ticket';

interface BuyButtonsProps {
  type: ContractType;
  form: ReturnType<typeof useTicket>;
  currency: string;
  previews: (Preview | undefined)[];
  onBought: (trade: Trade) => void;
  onRefused: (error: Error | null) => void;
}

const HASTY_MS = 600;

// A double click, or Enter held down, means one trade, however fast the answer came.
function useHastyClicks(): (at: number) => boolean {
  const last = useRef(-HASTY_MS);
  return (at) => {
    const isHasty = at - last.current < HASTY_MS;
    last.current = at;
    return isHasty;
  };
}

function useBuy({ form, onBought, onRefused }: BuyButtonsProps) {
  const execute = useExecuteTrade();
  const isHasty = useHastyClicks();
  const buy = (index: number, event: MouseEvent) => {
    const request = form.requests[index];
    if (!request || isHasty(event.timeStamp)) return;
    onRefused(null);
    execute.mutate(
      { request, idempotencyKey: crypto.randomUUID() },
      { onSuccess: onBought, onError: onRefused },
    );
  };
  const pressed = execute.isPending ? execute.variables.request.trade_type : null;
  return { buy, pressed };
}

/** One click buys; each click has a key of its own. */
export function BuyButtons(props: BuyButtonsProps) {
  const { type, form, currency, previews } = props;
  const { buy, pressed } = useBuy(props);
  return (
    <div className="grid grid-cols-2 gap-3">
      {type.sides.map((side, index) => {
        const payout = previews[index]?.payout;
        return (
          <Button
            key={side.tradeType}
            variant={side.tone}
            size="large"
            className="flex-col gap-0 py-2"
            disabled={!form.isReady || pressed !== null}
            isBusy={pressed === side.tradeType}
            title={form.ticket.allowEquals ? side.winsWithEquals : side.wins}
            onClick={(event) => buy(index, event)}
          >
            <span className="flex items-center gap-2">
              <Icon name={side.tone} className="size-4" />
              <span className="sr-only">Buy </span>
              {side.label}
            </span>
            <span className="tabular text-sm font-medium">
              {payout ? `pays ${formatMoney(payout, currency)}` : ' '}
            </span>
          </Button>
        );
      })}
    </div>
  );
}
