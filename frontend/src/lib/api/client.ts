import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '@/generated/api';
import { Session, type TokenAnswer } from '@/lib/session/session';
import { ApiProblem } from './problem';

const REFRESH_PATH = '/api/v1/auth/refresh';

async function requestTokens(): Promise<TokenAnswer | null> {
  const response = await fetch(REFRESH_PATH, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  }).catch(() => {
    throw new ApiProblem({
      status: 0,
      code: 'NETWORK_ERROR',
      detail: 'Nexus could not be reached.',
    });
  });
  if (response.ok) return (await response.json()) as TokenAnswer;
  if (response.status < 500 && response.status !== 429) return null;
  throw new ApiProblem({ status: response.status });
}

export const session = new Session({
  requestTokens,
  storage: localStorage,
  locks: 'locks' in navigator ? navigator.locks : undefined,
  channel: 'BroadcastChannel' in globalThis ? new BroadcastChannel('nexus.session') : undefined,
});

const retries = new WeakMap<Request, { copy: Request; token: string | null }>();

/** Send the access token; on 401 renew it once and send the same request again. */
const authenticate: Middleware = {
  onRequest({ request }) {
    const token = session.token;
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    retries.set(request, { copy: request.clone(), token });
    return request;
  },
  async onResponse({ request, response }) {
    const sent = retries.get(request);
    if (response.status !== 401 || !sent?.token) return response;
    const token = await session.refresh(sent.token);
    if (!token) return response;
    sent.copy.headers.set('Authorization', `Bearer ${token}`);
    return fetch(sent.copy);
  },
};

export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  fetch: (request) => fetch(request),
});
api.use(authenticate);
