import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

export type OAuthIntent = 'login' | 'signup' | 'link';
type LeavingIntent = OAuthIntent | 'withdraw';

const INTENT_KEY = 'nexus.oauth-intent';

/** Leave for Deriv's consent page; the callback page finds the intent in this tab's storage. */
export async function goToDeriv(intent: OAuthIntent, referredBy?: string): Promise<void> {
  const { authorization_url } = await unwrap(
    api.GET('/api/v1/auth/oauth/authorize', {
      params: { query: { intent, referred_by: referredBy } },
    }),
  );
  leaveForDeriv(intent, authorization_url);
}

/** Leave for an address at Deriv, remembering why. */
export function leaveForDeriv(intent: LeavingIntent, url: string): void {
  sessionStorage.setItem(INTENT_KEY, intent);
  globalThis.location.assign(url);
}

export function readOAuthIntent(): LeavingIntent {
  return (sessionStorage.getItem(INTENT_KEY) as LeavingIntent | null) ?? 'login';
}
