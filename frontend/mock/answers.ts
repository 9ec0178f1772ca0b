import type { Account } from '../src/lib/api/types.ts';
import type { MockState } from './state.ts';

export interface MockRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface MockAnswer {
  status: number;
  body?: unknown;
}

export type Handler = (state: MockState, request: MockRequest, ...params: string[]) => MockAnswer;

export const ok = (body: unknown, status = 200): MockAnswer => ({ status, body });

export const list = (items: unknown[], rest = {}): MockAnswer =>
  ok({ items, next_cursor: null, ...rest });

export function problem(status: number, code: string, detail: string, rest = {}): MockAnswer {
  return ok({ type: 'about:blank', title: 'Refused', status, code, detail, ...rest }, status);
}

export function invalid(errors: { field: string; message: string }[]): MockAnswer {
  return problem(422, 'INVALID', errors.map(({ message }) => message).join('; '), { errors });
}

export function withAccount(
  state: MockState,
  id: unknown,
  answer: (account: Account) => MockAnswer,
): MockAnswer {
  const account = state.accounts.find((candidate) => candidate.id === id);
  return account ? answer(account) : problem(404, 'NOT_FOUND', 'No such account');
}
