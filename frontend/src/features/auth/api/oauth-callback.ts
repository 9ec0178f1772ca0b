import { api, session } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

import type { Withdrawal } from '@/lib/api/types';

export type CallbackOutcome =
  | { kind: 'done' }
  | { kind: 'withdrawn'; withdrawal: Withdrawal }
  | { kind: 'profile-required'; token: string };

/** Trade Deriv's code for a session, a linked account, or a request for the missing profile. */
export async function completeOAuth(code: string, state: string): Promise<CallbackOutcome> {
  const answer = await unwrap(
    api.POST('/api/v1/oauth/deriv/callback', { body: { code, state, token_delivery: 'cookie' } }),
  );
  if ('profile_token' in answer) return { kind: 'profile-required', token: answer.profile_token };
  session.start(answer.access_token);
  if (answer.withdrawal) return { kind: 'withdrawn', withdrawal: answer.withdrawal };
  return { kind: 'done' };
}
