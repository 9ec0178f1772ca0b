import { useMutation } from '@tanstack/react-query';
import { api, session } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import { openDemoAccount } from '@/lib/endpoints/post-demo-account';

export interface MissingProfile {
  token: string;
  email: string;
  username: string;
  country: string;
}

async function completeProfile({ token, ...profile }: MissingProfile): Promise<void> {
  const answer = await unwrap(
    api.POST('/api/v1/auth/oauth/complete', {
      body: { ...profile, profile_token: token, accept_terms: true, token_delivery: 'cookie' },
    }),
  );
  session.start(answer.access_token);
  await openDemoAccount();
}

export function useCompleteProfile() {
  return useMutation({ mutationFn: completeProfile });
}
