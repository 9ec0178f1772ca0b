import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { saveFile } from '@/lib/save-file';

export const CSV_NAMES = ['trades', 'decisions', 'equity'] as const;
export type CsvName = (typeof CSV_NAMES)[number];

/** Download a part of a result as CSV. */
export function useCsv(id: string) {
  return useMutation({
    mutationFn: async (name: CsvName) => {
      const path = '/api/v1/engine/backtests/{backtest_id}/{name}.csv';
      const params = { path: { backtest_id: id, name } };
      const text = await unwrap(api.GET(path, { params, parseAs: 'text' }));
      saveFile(text, `backtest-${id}-${name}.csv`, 'text/csv');
    },
  });
}
