import { api } from '@/lib/api/client';
import { unwrap } from '@/lib/api/problem';

/** Exchange the session for a one-time ticket; return the address it opens. */
export async function requestSocketUrl(accountId: string): Promise<string> {
  const { ticket, url } = await unwrap(
    api.POST('/api/v1/auth/ws-ticket', { body: { account_id: accountId } }),
  );
  const address = new URL(url, globalThis.location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  if (!address.searchParams.has('ticket')) address.searchParams.set('ticket', ticket);
  return address.toString();
}
