import { Link, useSearchParams } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { PageTitle } from '@/components/page-title';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import type { BacktestComparison } from '@/lib/api/types';
import { toWords } from '@/lib/format/words';
import { useComparison } from './api/get-comparison';

/** Runs side by side. */
export default function ComparePage() {
  const [query] = useSearchParams();
  const ids = query.get('ids') ?? '';
  const { data, error, refetch } = useComparison(ids);
  return (
    <>
      <PageTitle
        aside={
          <Link to="/engine/backtests" className={buttonStyle('secondary', 'small')}>
            All backtests
          </Link>
        }
      >
        Compare backtests
      </PageTitle>
      <Card title="Side by side">
        {!ids && <EmptyNote title="No run is chosen">Tick two or more in the list.</EmptyNote>}
        {error && !data && <ErrorNote error={error} onRetry={refetch} />}
        {ids && !error && !data && <SkeletonList rows={5} label="Comparing" />}
        {data && <Comparison comparison={data} />}
      </Card>
    </>
  );
}

function Comparison({ comparison }: { comparison: BacktestComparison }) {
  const { ids, lines, warning } = comparison;
  return (
    <div className="grid gap-3">
      {warning && (
        <p className="flex gap-2 rounded-lg bg-warn-soft p-3 text-sm text-warn">
          <Icon name="warning" className="size-5" />
          {warning}
        </p>
      )}
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">Figures of the chosen runs</caption>
          <Names comparison={comparison} />
          <tbody className="tabular divide-y">
            {lines.map(({ figure, values }) => (
              <tr key={figure} className="text-right *:px-2 *:py-1.5">
                <th scope="row" className="text-left font-normal text-muted">
                  {toWords(figure)}
                </th>
                {values.map((value, index) => (
                  <td key={ids[index]}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Names({ comparison: { ids, names, best } }: { comparison: BacktestComparison }) {
  return (
    <thead>
      <tr className="border-b text-right *:px-2 *:pb-2">
        <td />
        {ids.map((id, index) => (
          <th key={id} scope="col" className="font-semibold">
            <Link to={`/engine/backtests/${id}`}>{names[index] || id}</Link>
            {id === best && <span className="block text-xs text-muted">largest net result</span>}
          </th>
        ))}
      </tr>
    </thead>
  );
}
