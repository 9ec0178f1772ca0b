import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isFinal } from '@/components/trade-status';
import type { Trade } from '@/lib/api/types';
import { tradeQuery } from '@/lib/endpoints/get-trade';
import { useLiveStatus } from '@/lib/live/live-context';

const POLL_MS = { live: 15_000, otherwise: 3_000 };

/** Follow one trade by live frames, and by asking when frames do not come. */
export function useFollowedTrade() {
  const [followed, follow] = useState<Trade>();
  const isLive = useLiveStatus() === 'live';
  const { data: trade } = useQuery({
    ...tradeQuery(followed?.id ?? ''),
    enabled: followed !== undefined,
    initialData: followed,
    refetchInterval: ({ state: { data } }) => {
      if (data && isFinal(data.status)) return false;
      return isLive ? POLL_MS.live : POLL_MS.otherwise;
    },
  });
  return { trade: followed && trade, follow };
}
