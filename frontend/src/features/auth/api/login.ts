import { useMutation } from '@tanstack/react-query';
import { api, session } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export interface Credentials {
  login: string;
  password: string;
}

async function logIn({ login, password }: Credentials): Promise<void> {
  const name = login.includes('@') ? { email: login } : { username: login };
  const answer = await unwrap(
    api.POST('/api/v1/auth/login', { body: { ...name, password, token_delivery: 'cookie' } }),
  );
  session.start(answer.access_token);
}

export function useLogin() {
  return useMutation({ mutationFn: logIn });
}
