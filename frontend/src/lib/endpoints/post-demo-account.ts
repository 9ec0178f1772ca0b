import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';
import type { Account } from '@/lib/api/types';

/** Return the user's demo account, opening it on the first call. */
export function openDemoAccount(): Promise<Account> {
  return unwrap(api.POST('/api/v1/accounts/demo'));
}
