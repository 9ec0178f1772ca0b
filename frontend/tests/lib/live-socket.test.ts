import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Tick } from '@/lib/live/frames';
import { LiveSocket } from '@/lib/live/live-socket';
import { FakeSocket } from '../fake-socket';

const MINUTE = 60_000;

function setUp() {
  const sockets: FakeSocket[] = [];
  const requestUrl = vi.fn((accountId: string) =>
    Promise.resolve(`ws://test/${accountId}?ticket=${requestUrl.mock.calls.length}`),
  );
  const live = new LiveSocket({
    requestUrl,
    createSocket: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    random: () => 0,
  });
  const latest = () => sockets.at(-1) as FakeSocket;
  const connect = async () => {
    live.open('acc-1');
    await vi.advanceTimersByTimeAsync(0);
    latest().open();
  };
  return { live, sockets, requestUrl, latest, connect };
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe('subscriptions', () => {
  test('one symbol with two listeners is subscribed once and left once', async () => {
    const { live, latest, connect } = setUp();
    await connect();

    const stopFirst = live.watch('R_100', vi.fn());
    const stopSecond = live.watch('R_100', vi.fn());
    stopFirst();
    const afterFirst = latest().actions('unsubscribe').length;
    stopSecond();

    expect(latest().actions('subscribe')).toEqual([{ action: 'subscribe', symbols: ['R_100'] }]);
    expect(afterFirst).toBe(0);
    expect(latest().actions('unsubscribe')).toEqual([
      { action: 'unsubscribe', symbols: ['R_100'] },
    ]);
  });

  test('a new listener gets the last tick at once', async () => {
    const { live, latest, connect } = setUp();
    await connect();
    live.watch('R_100', vi.fn());
    latest().tick('R_100', 100, '1.23');

    const late = vi.fn();
    live.watch('R_100', late);

    expect(late).toHaveBeenCalledExactlyOnceWith({ symbol: 'R_100', epoch: 100, quote: '1.23' });
  });

  test('several ticks coalesced into one frame all arrive', async () => {
    const { live, latest, connect } = setUp();
    await connect();
    const seen: string[] = [];
    live.watch('R_100', (tick) => seen.push(tick.quote));
    live.watch('R_50', (tick) => seen.push(tick.quote));

    latest().receive({
      type: 'tick',
      data: [
        { symbol: 'R_100', epoch: 1, quote: '1.1' },
        { symbol: 'R_50', epoch: 1, quote: '2.2' },
      ],
    });

    expect(seen).toEqual(['1.1', '2.2']);
  });
});

describe('reconnection', () => {
  test('a lost socket is replaced with a fresh ticket and every symbol again', async () => {
    const { live, sockets, requestUrl, latest, connect } = setUp();
    await connect();
    live.watch('R_100', vi.fn());

    latest().lose();
    const statusAfterLoss = live.getStatus();
    await vi.advanceTimersByTimeAsync(300);
    latest().open();

    expect(statusAfterLoss).toBe('reconnecting');
    expect(live.getStatus()).toBe('live');
    expect(sockets.map(({ url }) => url)).toEqual([
      'ws://test/acc-1?ticket=1',
      'ws://test/acc-1?ticket=2',
    ]);
    expect(requestUrl).toHaveBeenCalledTimes(2);
    expect(latest().actions('subscribe')).toEqual([{ action: 'subscribe', symbols: ['R_100'] }]);
  });

  test('waits grow with each failure and end as offline', async () => {
    const { live, requestUrl, connect, latest } = setUp();
    await connect();
    requestUrl.mockRejectedValue(new Error('no network'));

    latest().lose();
    const asked: number[] = [];
    for (let second = 0; second < 8; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      asked.push(requestUrl.mock.calls.length);
    }

    expect(asked).toEqual([3, 4, 4, 5, 5, 5, 5, 6]);
    expect(live.getStatus()).toBe('offline');
  });

  test('waking up tries at once instead of waiting', async () => {
    const { live, requestUrl, connect, latest } = setUp();
    await connect();
    requestUrl.mockRejectedValue(new Error('no network'));
    latest().lose();
    await vi.advanceTimersByTimeAsync(60_000);
    const before = requestUrl.mock.calls.length;

    live.wake();

    expect(requestUrl).toHaveBeenCalledTimes(before + 1);
  });

  test('a socket that never opens is given up and another one is tried', async () => {
    const { live, sockets, latest } = setUp();
    live.open('acc-1');
    await vi.advanceTimersByTimeAsync(10_300);

    const [stuck] = sockets as [FakeSocket];
    latest().open();
    stuck.open();

    expect(sockets).toHaveLength(2);
    expect(stuck.readyState).toBe(3);
    expect(live.getStatus()).toBe('live');
  });

  test('closing stops everything, even a ticket on its way', async () => {
    const { live, sockets } = setUp();
    live.open('acc-1');

    live.close();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);

    expect(sockets).toEqual([]);
    expect(live.getStatus()).toBe('idle');
  });
});

describe('resume', () => {
  const trade = (seq: number) => ({ type: 'trade_status', seq, data: { id: `t${seq}` } });

  test('a reconnect asks for what came after the last frame seen', async () => {
    const { latest, connect } = setUp();
    await connect();
    latest().receive(trade(7));
    latest().receive(trade(8));

    latest().lose();
    await vi.advanceTimersByTimeAsync(300);
    latest().open();

    expect(latest().actions('resume')).toEqual([{ action: 'resume', seq: 8 }]);
  });

  test('frames are delivered once and in order across a replay', async () => {
    const { live, latest, connect } = setUp();
    await connect();
    const seen: string[] = [];
    live.on('trade_status', ({ id }) => seen.push(id));

    latest().receive(trade(1));
    latest().receive(trade(3));
    [2, 3, 3, 4].forEach((seq) => latest().receive(trade(seq)));

    expect(latest().actions('resume')).toEqual([{ action: 'resume', seq: 1 }]);
    expect(seen).toEqual(['t1', 't2', 't3', 't4']);
  });

  test('a gap that cannot be replayed asks the page to fetch again', async () => {
    const { live, latest, connect } = setUp();
    await connect();
    const seen: string[] = [];
    live.on('trade_status', ({ id }) => seen.push(id));
    live.on('snapshot', () => seen.push('snapshot'));

    [1, 5, 6].forEach((seq) => latest().receive(trade(seq)));

    expect(seen).toEqual(['t1', 't6', 'snapshot']);
  });

  test('a snapshot answer sets where counting goes on', async () => {
    const { live, latest, connect } = setUp();
    await connect();
    const seen: string[] = [];
    live.on('trade_status', ({ id }) => seen.push(id));

    latest().receive({ type: 'snapshot', seq: 40, data: {} });
    latest().receive(trade(40));
    latest().receive(trade(41));

    expect(seen).toEqual(['t41']);
  });
});

describe('roll-over', () => {
  test('the new socket opens before the old one closes and no tick is lost or doubled', async () => {
    const { live, sockets, connect } = setUp();
    await connect();
    const epochs: number[] = [];
    live.watch('R_100', (tick: Tick) => epochs.push(tick.epoch));
    const [old] = sockets as [FakeSocket];

    await vi.advanceTimersByTimeAsync(110 * MINUTE);
    const next = sockets[1] as FakeSocket;
    old.tick('R_100', 1, '1.1');
    const oldWhileDialling = old.readyState;
    next.open();
    old.tick('R_100', 2, '1.2');
    next.tick('R_100', 2, '1.2');
    next.tick('R_100', 3, '1.3');
    await vi.advanceTimersByTimeAsync(5000);

    expect(oldWhileDialling).toBe(1);
    expect(old.readyState).toBe(3);
    expect(next.actions('subscribe')).toEqual([{ action: 'subscribe', symbols: ['R_100'] }]);
    expect(epochs).toEqual([1, 2, 3]);
    expect(live.getStatus()).toBe('live');
  });

  test('a failed roll-over keeps the old socket and tries again', async () => {
    const { live, sockets, requestUrl, connect } = setUp();
    await connect();
    requestUrl.mockRejectedValueOnce(new Error('busy'));

    await vi.advanceTimersByTimeAsync(110 * MINUTE);
    const statusMeanwhile = live.getStatus();
    await vi.advanceTimersByTimeAsync(1000);

    expect(statusMeanwhile).toBe('live');
    expect(sockets).toHaveLength(2);
  });
});

describe('a line that went dead', () => {
  test('an idle socket is asked now and then and kept while it answers', async () => {
    const { live, latest, sockets, connect } = setUp();
    await connect();

    await vi.advanceTimersByTimeAsync(9 * MINUTE);

    expect(latest().actions('ping')).toHaveLength(2);
    expect(sockets).toHaveLength(1);
    expect(live.getStatus()).toBe('live');
  });

  test('a socket whose ticks stop and that answers no ping is replaced', async () => {
    const { live, sockets, latest, connect } = setUp();
    await connect();
    live.watch('R_100', vi.fn());
    latest().isDeaf = true;

    await vi.advanceTimersByTimeAsync(31_000);

    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.readyState).toBe(3);
  });
});
