import type { Notification, Trade } from '@/lib/api/types';

export interface Tick {
  symbol: string;
  epoch: number;
  quote: string;
}

export interface BalanceUpdate {
  account_id: string;
  balance: string;
  currency: string;
  change: string;
  reason: string;
}

/** What each frame type carries; `snapshot` means: fetch again, the gap cannot be replayed. */
export interface FrameData {
  tick: Tick;
  trade_status: Trade;
  balance_update: BalanceUpdate;
  notification: Notification;
  signal: Record<string, unknown>;
  error: { code?: string; message?: string };
  snapshot: Record<string, unknown>;
}

export type FrameType = keyof FrameData;

export interface Frame {
  type: string;
  seq?: number | null;
  ts?: string | number;
  data?: unknown;
}

const DELIVERED = ['trade_status', 'balance_update', 'notification', 'signal', 'error'] as const;

export type DeliveredType = (typeof DELIVERED)[number];

/** Say whether pages may listen to a frame; the rest are answers to this socket's own words. */
export function isDelivered(type: string): type is DeliveredType {
  return (DELIVERED as readonly string[]).includes(type);
}

/** Read one text frame; anything that is not a frame is nothing. */
export function parseFrame(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame === 'object' && frame !== null && 'type' in frame) return frame as Frame;
  } catch {
    return null;
  }
  return null;
}

/** List the ticks of a frame: one, or several coalesced into one frame. */
export function ticksOf(data: unknown): Tick[] {
  if (Array.isArray(data)) return data as Tick[];
  if (typeof data === 'object' && data !== null && 'ticks' in data) return data.ticks as Tick[];
  return [data as Tick];
}
