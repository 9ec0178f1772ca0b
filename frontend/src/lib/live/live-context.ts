import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Tick } from './frames';
import type { LiveSocket, LiveStatus } from './live-socket';

export const LiveContext = createContext<LiveSocket | null>(null);

export function useLive(): LiveSocket {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive needs a LiveContext above it');
  return live;
}

export function useLiveStatus(): LiveStatus {
  const live = useLive();
  return useSyncExternalStore(live.onStatus, live.getStatus);
}

/** Re-render on every tick of the symbol; keep it to small leaf components. */
export function useTick(symbol: string): Tick | undefined {
  const live = useLive();
  const [tick, setTick] = useState<Tick>();
  useEffect(() => live.watch(symbol, setTick), [live, symbol]);
  return tick?.symbol === symbol ? tick : undefined;
}

/** Return the server's time, renewed at the given pace. */
export function useServerNow(everyMs = 1000): number {
  const live = useLive();
  const [now, setNow] = useState(() => live.clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(live.clock.now()), everyMs);
    return () => clearInterval(timer);
  }, [live, everyMs]);
  return now;
}
