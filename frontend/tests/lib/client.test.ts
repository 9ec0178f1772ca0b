import { expect, test, vi } from 'vitest';
import { api, session } from '@/lib/api/client';
import { ApiProblem, unwrap } from '@/lib/api/problem';
import { MockBackend } from '../../mock/backend';
import { problem } from '../../mock/answers';

function refusing(token: string): MockBackend {
  return new MockBackend(
    { signedIn: true },
    {
      'GET users/profile': ({ user }, { headers }) =>
        headers.get('Authorization') === `Bearer ${token}`
          ? problem(401, 'TOKEN_EXPIRED', 'Expired')
          : { status: 200, body: user },
    },
  );
}

test('requests that meet 401 together are refreshed once and sent again', async () => {
  const backend = refusing('expired');
  vi.stubGlobal('fetch', backend.fetch);
  session.start('expired');

  const users = await Promise.all([
    unwrap(api.GET('/api/v1/users/profile')),
    unwrap(api.GET('/api/v1/users/profile')),
  ]);

  const paths = backend.requests.map(({ path }) => path);
  expect(users.map(({ username }) => username)).toEqual(['ada', 'ada']);
  expect(paths.filter((path) => path === 'auth/refresh')).toHaveLength(1);
});

test('a body is sent again whole after a refresh', async () => {
  const bodies: unknown[] = [];
  const backend = new MockBackend(
    { signedIn: true },
    {
      'POST auth/ws-ticket': (_, { headers, body }) => {
        bodies.push(body);
        return headers.get('Authorization') === 'Bearer expired'
          ? problem(401, 'TOKEN_EXPIRED', 'Expired')
          : { status: 201, body: { ticket: 't', url: '/ws', expires_in: 30 } };
      },
    },
  );
  vi.stubGlobal('fetch', backend.fetch);
  session.start('expired');

  await unwrap(api.POST('/api/v1/auth/ws-ticket', { body: { account_id: 'acc-demo' } }));

  expect(bodies).toEqual([{ account_id: 'acc-demo' }, { account_id: 'acc-demo' }]);
});

test('a problem document becomes an error with its code and fields', async () => {
  const backend = new MockBackend();
  vi.stubGlobal('fetch', backend.fetch);

  const error = await unwrap(
    api.POST('/api/v1/auth/signup', {
      body: {
        email: 'a@b.co',
        username: 'taken',
        password: 'x'.repeat(12),
        country: 'NG',
        token_delivery: 'cookie',
      },
    }),
  ).catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({ status: 409, code: 'USERNAME_TAKEN' });
  expect((error as ApiProblem).errors[0]?.field).toBe('username');
});
