import { describe, expect, test, vi } from 'vitest';
import { Session, type TokenAnswer } from '@/lib/session/session';

function fakeLocks(): LockManager {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    request: (_: string, work: () => Promise<unknown>) => {
      const result = tail.then(work);
      tail = result.catch(() => undefined);
      return result;
    },
  } as unknown as LockManager;
}

function tab(requestTokens: () => Promise<TokenAnswer | null>, locks = fakeLocks()) {
  return new Session({ requestTokens, storage: localStorage, locks });
}

describe('refresh', () => {
  test('callers at the same time share one request', async () => {
    const requestTokens = vi.fn(() => Promise.resolve({ access_token: 'new' }));
    const session = tab(requestTokens);
    session.start('old');

    const tokens = await Promise.all([session.refresh('old'), session.refresh('old')]);

    expect(tokens).toEqual(['new', 'new']);
    expect(requestTokens).toHaveBeenCalledTimes(1);
  });

  test('a caller with an already replaced token gets the current one without asking', async () => {
    const requestTokens = vi.fn(() => Promise.resolve({ access_token: 'newer' }));
    const session = tab(requestTokens);
    session.start('new');

    const token = await session.refresh('old');

    expect(token).toBe('new');
    expect(requestTokens).not.toHaveBeenCalled();
  });

  test('two tabs never have a refresh under way at the same time', async () => {
    let underWay = 0;
    let most = 0;
    const requestTokens = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return { access_token: 'new' };
    };
    const locks = fakeLocks();
    const [first, second] = [tab(requestTokens, locks), tab(requestTokens, locks)];

    await Promise.all([first.refresh(null), second.refresh(null)]);

    expect(most).toBe(1);
  });

  test('a refused refresh ends the session', async () => {
    const session = tab(() => Promise.resolve(null));
    session.start('old');

    const token = await session.refresh('old');

    expect(token).toBeNull();
    expect(session.getState()).toEqual({ status: 'anonymous' });
  });

  test('an unreachable server does not sign anybody out', async () => {
    const session = tab(() => Promise.reject(new Error('no network')));
    session.start('old');

    await expect(session.refresh('old')).rejects.toThrow('no network');

    expect(session.token).toBe('old');
  });
});

test('no token is ever stored', () => {
  const session = tab(() => Promise.resolve(null));

  session.start('secret-token');

  expect(JSON.stringify([localStorage, sessionStorage])).not.toContain('secret-token');
  expect(localStorage).not.toHaveLength(0);
});

test('a visitor who never signed in is anonymous without a request', () => {
  const requestTokens = vi.fn(() => Promise.resolve(null));

  const session = tab(requestTokens);

  expect(session.getState().status).toBe('anonymous');
  expect(requestTokens).not.toHaveBeenCalled();
});
