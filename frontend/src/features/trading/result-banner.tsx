import { Countdown } from '@/components/countdown';
import { ConsensusView } from '@/components/consensus-view';
import { Icon } from '@/components/icon';
import { isRise } from '@/components/trade-side';
import { describeError } from '@/components/states';
import { statusLook } from '@/components/trade-status';
import { ApiProblem } from '@/lib/api/problem';
import type { Trade } from '@/lib/api/types';
import { formatMoney, formatSignedMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';

interface ResultBannerProps {
  trade: Trade | undefined;
  refusal: Error | null;
  currency: string;
}

const TONES = {
  neutral: 'border-accent bg-accent-soft',
  good: 'border-rise bg-rise-soft',
  bad: 'border-fall bg-fall-soft',
  warn: 'border-warn bg-warn-soft',
};

/** What became of the last click, in words and numbers, also read aloud. */
export function ResultBanner({ trade, refusal, currency }: ResultBannerProps) {
  return (
    <div role="status" aria-label="Trade result" aria-live="polite" className="empty:hidden">
      {refusal ? (
        <Refusal error={refusal} />
      ) : (
        trade && <Outcome trade={trade} currency={currency} />
      )}
    </div>
  );
}

function Refusal({ error }: { error: Error }) {
  const problem = error instanceof ApiProblem ? error : undefined;
  const decision = problem?.decision;
  return (
    <div className={`grid gap-2 rounded-card border-l-4 p-4 ${TONES.warn}`}>
      <p className="flex gap-2">
        <Icon name="stop" className="mt-0.5 size-5 text-warn" />
        <span>
          {problem?.isAnswerLost ? (
            <>
              <strong>The answer was lost.</strong> The trade may have been bought: look at your
              open trades before you try again.
            </>
          ) : (
            <>
              <strong>{decision ? 'Denied by our rules.' : 'Not bought.'}</strong>{' '}
              {describeError(error)} Nothing was debited.
            </>
          )}
        </span>
      </p>
      {decision && (
        <details>
          <summary className="rounded text-sm font-semibold">See the evidence</summary>
          <div className="grid gap-2 pt-2">
            <p className="text-sm">{decision.detail}</p>
            <ConsensusView consensus={decision.consensus} />
          </div>
        </details>
      )}
    </div>
  );
}

function Outcome({ trade, currency }: { trade: Trade; currency: string }) {
  const { icon, tone } = statusLook(trade.status);
  return (
    <div
      className={`flex items-start gap-3 rounded-card border-l-4 p-4 ${TONES[tone]}`}
      data-status={trade.status}
    >
      <Icon name={icon} className="mt-0.5 size-6" />
      <p className="flex-1">{outcomeWords(trade, currency)}</p>
      {trade.status === 'open' && trade.expires_at && (
        // A timer inside a live region would be read every second.
        <span aria-live="off">
          <Countdown until={trade.expires_at} />
        </span>
      )}
    </div>
  );
}

/** Put a trade's state into one or two plain sentences. */
export function outcomeWords(trade: Trade, currency: string): string {
  const money = (amount: string | null | undefined) =>
    amount ? formatMoney(amount, currency) : '–';
  const what = `${isRise(trade.trade_type) ? 'Rise' : 'Fall'} on ${trade.symbol}`;
  const spots = trade.exit_spot
    ? ` Entry ${trade.entry_spot ?? '–'}, exit ${trade.exit_spot}.`
    : '';
  const words: Partial<Record<Trade['status'], string>> = {
    open: `Open: ${what}, stake ${money(trade.stake)}, pays ${money(trade.payout ?? trade.quoted_payout)} if it wins.`,
    won: `Won: ${what} paid ${money(trade.payout)}, profit ${formatSignedMoney(trade.profit ?? '0.00', currency)}.${spots}`,
    lost: `Lost: ${what}, ${money(`-${trade.stake}`)}.${spots}`,
    sold: `Sold early: ${what}, profit ${formatSignedMoney(trade.profit ?? '0.00', currency)}.`,
    cancelled: `Cancelled: ${what}. Your stake of ${money(trade.stake)} was returned.`,
    rejected: `Rejected by the broker: ${what}. ${explainReason(trade.reason ?? 'REJECTED')} Your stake of ${money(trade.stake)} was returned.`,
    unknown: `Confirming ${what} with the broker; this can take a minute.`,
  };
  return words[trade.status] ?? `Placing ${what}, stake ${money(trade.stake)}…`;
}
