import { IntervalBar } from '@/components/interval-bar';
import { SignedMoney } from '@/components/money';
import type { TradeGroup } from '@/lib/api/types';
import { formatPercent } from '@/lib/format/money';
import { toWords } from '@/lib/format/words';

interface GroupTableProps {
  caption: string;
  groups: TradeGroup[];
  breakEven: number | undefined;
}

/** Win rates of groups of trades, each with its interval against break-even. */
export function GroupTable({ caption, groups, breakEven }: GroupTableProps) {
  const traded = groups.filter(({ hit_rate }) => hit_rate.count > 0);
  if (!traded.length) return <p className="text-sm text-muted">No trade has ended.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-left text-muted *:pr-2 *:pb-1 *:font-medium">
            <th scope="col">Group</th>
            <th scope="col" className="text-right">
              Won
            </th>
            <th scope="col" className="w-1/3 min-w-16">
              Interval
            </th>
            <th scope="col" className="text-right">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {traded.map((group) => (
            <GroupRow key={group.name} group={group} breakEven={breakEven} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupRow({ group, breakEven }: { group: TradeGroup; breakEven: number | undefined }) {
  const { name, net, hit_rate } = group;
  return (
    <tr className="*:py-1 *:pr-2">
      <th scope="row" className="text-left font-medium">
        {toWords(name)}
      </th>
      <td className="tabular text-right whitespace-nowrap">
        {formatPercent(hit_rate.rate ?? 0, 0)}
        <span className="text-xs text-muted"> of {hit_rate.count}</span>
      </td>
      <td>
        <IntervalBar
          label={`${name}, win rate`}
          rate={Number(hit_rate.rate)}
          low={Number(hit_rate.low)}
          high={Number(hit_rate.high)}
          mark={breakEven ?? 0.5}
          markLabel={breakEven === undefined ? 'even' : 'break-even'}
        />
      </td>
      <td className="text-right whitespace-nowrap">
        <SignedMoney amount={net} />
      </td>
    </tr>
  );
}
