import type { Decision, FieldError, Problem } from './types';

/** Carry an `application/problem+json` answer, or the lack of any answer, as an error. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly decision: Decision | undefined;

  constructor(problem: Partial<Problem> & { status: number }) {
    super(problem.detail ?? problem.title ?? `The server answered ${problem.status}.`);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code ?? `HTTP_${problem.status}`;
    this.errors = problem.errors ?? [];
    this.decision = problem.decision ?? undefined;
  }

  /** Say whether nobody can tell if the request was carried out. */
  get isAnswerLost(): boolean {
    return this.status === 0 || this.status === 500 || this.code.startsWith('HTTP_5');
  }

  /** Say whether asking again later may help. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

interface ApiResult<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Return the body of a good answer; throw `ApiProblem` for anything else. */
export async function unwrap<T>(request: Promise<ApiResult<T>>): Promise<T> {
  const result = await request.catch((cause: unknown) => {
    if (cause instanceof ApiProblem || isAbort(cause)) throw cause;
    throw new ApiProblem({
      status: 0,
      code: 'NETWORK_ERROR',
      detail: 'Nexus could not be reached. Check your connection.',
    });
  });
  if (result.response.ok) return result.data as T;
  throw new ApiProblem({
    ...(isProblem(result.error) ? result.error : {}),
    status: result.response.status,
  });
}

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === 'object' && body !== null;
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
