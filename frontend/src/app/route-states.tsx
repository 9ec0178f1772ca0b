import { Link, useRouteError } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { ErrorNote, SkeletonList } from '@/components/states';

export function LoadingPage() {
  return (
    <main className="mx-auto max-w-3xl px-4 py-16">
      <SkeletonList rows={4} label="Loading Nexus" />
    </main>
  );
}

/** A page could not be loaded or drawn; everything else still works. */
export function RouteError() {
  const error = useRouteError();
  return (
    <main className="mx-auto grid max-w-xl gap-4 px-4 py-16">
      <h1 className="text-2xl font-bold">This page could not be shown</h1>
      <ErrorNote error={error} onRetry={() => globalThis.location.reload()} />
      <Link to="/" className={buttonStyle('secondary')}>
        Back to the start
      </Link>
    </main>
  );
}

export function NotFoundPage() {
  return (
    <div className="mx-auto grid max-w-xl gap-4 px-4 py-16">
      <h1 className="text-2xl font-bold">There is no such page</h1>
      <p className="text-muted">The address may be mistyped, or the page has moved.</p>
      <Link to="/" className={buttonStyle('secondary')}>
        Back to the start
      </Link>
    </div>
  );
}
