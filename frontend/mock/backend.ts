import { problem, type Handler, type MockAnswer, type MockRequest } from './answers.ts';
import { ENGINE_ROUTES } from './engine/routes.ts';
import { ROUTES } from './routes.ts';
import { createState, type MockState } from './state.ts';

interface Match {
  handler: Handler;
  params: string[];
}

function find(routes: Record<string, Handler>, name: string): Match | undefined {
  if (routes[name]) return { handler: routes[name], params: [] };
  for (const [pattern, handler] of Object.entries(routes)) {
    const found = new RegExp(`^${pattern.replaceAll(':', '([^/]+)')}$`).exec(name);
    if (found) return { handler, params: found.slice(1) };
  }
  return undefined;
}

/** Stand in for the REST API, for development and tests only. */
export class MockBackend {
  readonly state: MockState;
  readonly requests: MockRequest[] = [];
  readonly #routes: Record<string, Handler>;

  constructor(state: Partial<MockState> = {}, routes: Record<string, Handler> = {}) {
    this.state = createState(state);
    this.#routes = { ...ROUTES, ...ENGINE_ROUTES, ...routes };
  }

  answer(request: MockRequest): MockAnswer {
    this.requests.push(request);
    const match = find(this.#routes, `${request.method} ${request.path}`);
    if (!match) return problem(404, 'NOT_FOUND', `The mock does not know ${request.path}`);
    return match.handler(this.state, request, ...match.params);
  }

  /** Answer as `fetch` would. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request =
      input instanceof Request ? input : new Request(new URL(input, 'http://localhost'), init);
    const text = await request.text();
    const { status, body } = this.answer(readRequest(request, text));
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    });
  };
}

export function readRequest(request: Request, text: string): MockRequest {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    path: pathname.replace('/api/v1/', ''),
    query: searchParams,
    headers: request.headers,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
