import type { ReactNode } from 'react';
import { ConsensusView } from '@/components/consensus-view';
import { Icon } from '@/components/icon';
import { ErrorNote, SkeletonList } from '@/components/states';
import { isPractice } from '@/components/account-badge';
import type { Account, Preview } from '@/lib/api/types';
import { formatMoney, formatPercent } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';
import type { ContractType } from './contract-types';
import { MeasuredWorth } from './measured-worth';
import { QuoteAge } from './quote-age';

interface PricedSide {
  data: Preview | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface TicketCostProps {
  type: ContractType;
  account: Account;
  previews: PricedSide[];
  isReady: boolean;
}

/** The honest cost of a click, and what the strategies think of it, before the click. */
export function TicketCost({ type, account, previews, isReady }: TicketCostProps) {
  if (!isReady) return null;
  const failed = previews.find(({ error, data }) => error && !data);
  if (failed) return <ErrorNote error={failed.error} onRetry={failed.refetch} />;
  const priced = previews.flatMap(({ data }) => (data ? [data] : []));
  const [first] = priced;
  if (!first || priced.length < type.sides.length) return <SkeletonList label="Pricing" />;
  return (
    <div className="grid gap-4">
      <CostTable type={type} account={account} previews={priced} />
      {isPractice(account.kind) && (
        <p className="text-xs text-muted">
          Practice account: commission and markup are simulated and never charged.
        </p>
      )}
      {type.sides.map((side, index) => {
        const { would_be, reason, detail } = priced[index] ?? first;
        if (would_be !== 'denied') return null;
        return (
          <p
            key={side.label}
            className="flex gap-2 rounded-lg bg-warn-soft p-2.5 text-sm text-warn"
          >
            <Icon name="stop" className="size-5" />
            <span>
              <strong>{side.label} would be denied:</strong>{' '}
              {explainReason(reason ?? 'DENIED', detail ?? undefined)}
            </span>
          </p>
        );
      })}
      <MeasuredWorth type={type} previews={priced} currency={account.currency} />
      <ConsensusView consensus={first.consensus} />
    </div>
  );
}

interface CostRow {
  label: string;
  show: (preview: Preview) => ReactNode;
  isStrong?: boolean;
}

function costRows({ currency }: Account, isIndicative: boolean): CostRow[] {
  const money = (amount: string) => formatMoney(amount, currency);
  return [
    { label: isIndicative ? 'Payout (indicative)' : 'Payout', show: ({ payout }) => money(payout) },
    { label: 'Profit if won', show: ({ profit_if_won }) => money(profit_if_won) },
    { label: 'Commission', show: ({ commission }) => money(commission) },
    { label: 'Partner markup', show: ({ markup }) => money(markup) },
    {
      label: 'You keep if won',
      show: ({ net_profit_if_won }) => money(net_profit_if_won),
      isStrong: true,
    },
    { label: 'If lost', show: ({ stake }) => money(`-${stake}`) },
    {
      label: 'Break-even win rate',
      show: ({ break_even_win_rate }) => formatPercent(break_even_win_rate),
    },
    { label: 'Price age', show: (preview) => <QuoteAge {...preview} /> },
  ];
}

interface CostTableProps {
  type: ContractType;
  account: Account;
  previews: Preview[];
}

function CostTable({ type, account, previews }: CostTableProps) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Cost and outcome of each side</caption>
      <thead>
        <tr className="text-right text-muted">
          <td />
          {type.sides.map(({ label }) => (
            <th key={label} scope="col" className="pb-1 font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular">
        {costRows(
          account,
          previews.some(({ is_indicative }) => is_indicative),
        ).map(({ label, show, isStrong }) => (
          <tr key={label} className={isStrong ? 'font-semibold' : undefined}>
            <th
              scope="row"
              className={`py-0.5 text-left ${isStrong ? 'font-semibold' : 'font-normal text-muted'}`}
            >
              {label}
            </th>
            {previews.map((preview, index) => (
              <td key={index} className="py-0.5 pl-2 text-right align-top whitespace-nowrap">
                {show(preview)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
