import { useMutation } from '@tanstack/react-query';
import { api, session } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { openDemoAccount } from '@/lib/endpoints/post-demo-account';

export interface NewUser {
  email: string;
  username: string;
  password: string;
  country: string;
  referredBy?: string | undefined;
}

async function signUp({ referredBy, ...user }: NewUser): Promise<void> {
  const answer = await unwrap(
    api.POST('/api/v1/auth/signup', {
      body: { ...user, referred_by: referredBy, accept_terms: true, token_delivery: 'cookie' },
    }),
  );
  session.start(answer.access_token);
  await openDemoAccount();
}

export function useSignup() {
  return useMutation({ mutationFn: signUp });
}
