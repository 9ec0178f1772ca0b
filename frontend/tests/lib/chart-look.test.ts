import { TickMarkType, type TickMarkFormatter, type UTCTimestamp } from 'lightweight-charts';
import { describe, expect, it, vi } from 'vitest';
import { chartLook } from '@/lib/chart-look';

vi.unmock('lightweight-charts');

const NOON = Date.UTC(2026, 10, 24, 12) / 1000;

describe('chartLook', () => {
  it.each([
    [TickMarkType.DayOfMonth, /Nov/],
    [TickMarkType.Time, /^\d{2}:\d{2}( [AP]M)?$/],
    [TickMarkType.TimeWithSeconds, /^\d{2}:\d{2}( [AP]M)?$/],
  ])('names the day only where one begins: %s', (mark, shown) => {
    const { timeScale } = chartLook(document.body, false);
    const write = timeScale?.tickMarkFormatter as TickMarkFormatter;

    expect(write(NOON as UTCTimestamp, mark, 'en')).toMatch(shown);
  });
});
