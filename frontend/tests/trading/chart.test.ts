import { describe, expect, test } from 'vitest';
import { CandleBuilder, toBar } from '@/features/trading/chart/candle-builder';
import { TickHistory } from '@/features/trading/chart/tick-history';
import { tradeMarks } from '@/features/trading/chart/trade-marks';
import { makeTrade } from '../../mock/trades';

const tick = (epoch: number, quote: string) => ({ symbol: 'R_100', epoch, quote });

describe('candles', () => {
  const history = [toBar({ epoch: 60, open: 10, high: 12, low: 9, close: 11 })];

  test('a tick in the newest minute widens its candle', () => {
    const builder = new CandleBuilder(history);

    expect(builder.add(tick(90, '13'))).toEqual({
      time: 60,
      open: 10,
      high: 13,
      low: 9,
      close: 13,
    });
  });

  test('a tick in the next minute begins a candle', () => {
    const builder = new CandleBuilder(history);

    expect(builder.add(tick(125, '8'))).toEqual({ time: 120, open: 8, high: 8, low: 8, close: 8 });
  });

  test('a tick from before the newest candle is left out', () => {
    const builder = new CandleBuilder(history);

    expect(builder.add(tick(59, '8'))).toBeUndefined();
  });
});

test('the tick history keeps order and drops repeats', () => {
  const history = new TickHistory();

  [1, 2, 2, 1, 3].forEach((epoch) => history.add(tick(epoch, '1')));

  expect(history.ticks.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
});

describe('marks', () => {
  const colors = { rise: 'green', fall: 'red', ink: 'black' };
  const opened = makeTrade({ entry_spot: '10.5', entry_at: '1970-01-01T00:01:30Z' });

  test('an open trade is marked at its entry', () => {
    const [entry, ...rest] = tradeMarks(opened, colors, (epoch) => epoch);

    expect(entry).toMatchObject({ time: 90, shape: 'arrowUp', text: 'Entry 10.5' });
    expect(rest).toEqual([]);
  });

  test('a settled trade is also marked at its exit', () => {
    const trade = { ...opened, exit_spot: '10.9', exit_at: '1970-01-01T00:02:30Z' };

    const marks = tradeMarks(trade, colors, (epoch) => epoch);

    expect(marks.map(({ text }) => text)).toEqual(['Entry 10.5', 'Exit 10.9']);
  });

  test('a trade without an entry has no mark', () => {
    expect(tradeMarks(makeTrade(), colors, (epoch) => epoch)).toEqual([]);
  });
});
