import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem';

function shouldRetry(failures: number, error: Error): boolean {
  const transient = !(error instanceof ApiProblem) || error.isTransient;
  return transient && failures < 3;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: shouldRetry, refetchOnWindowFocus: 'always' },
      mutations: { retry: false },
    },
  });
}
