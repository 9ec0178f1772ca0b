import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export function tradeQuery(tradeId: string) {
  return queryOptions({
    queryKey: ['trades', 'one', tradeId],
    queryFn: () =>
      unwrap(api.GET('/api/v1/trades/{trade_id}', { params: { path: { trade_id: tradeId } } })),
  });
}
