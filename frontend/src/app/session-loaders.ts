import { redirect, type LoaderFunctionArgs } from 'react-router';
import { session } from '@/lib/api/client';

async function isSignedIn(): Promise<boolean> {
  if (session.getState().status === 'restoring') await session.refresh(null);
  return session.token !== null;
}

/** Let only signed-in users pass; others log in and come back. */
export async function requireUser({ request }: LoaderFunctionArgs): Promise<null> {
  if (await isSignedIn()) return null;
  const { pathname, search } = new URL(request.url);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how a loader redirects
  throw redirect(`/login?next=${encodeURIComponent(pathname + search)}`);
}

/** Send those who are already signed in to their dashboard. */
export async function requireAnonymous(): Promise<null> {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how a loader redirects
  if (await isSignedIn().catch(() => false)) throw redirect('/dashboard');
  return null;
}

/** Restore a session if there is one, but let everybody pass. */
export async function restoreSession(): Promise<null> {
  await isSignedIn().catch(() => false);
  return null;
}
