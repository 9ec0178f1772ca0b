import { Link, Outlet } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { useSession } from '@/lib/session/use-session';
import { Brand } from './brand';
import { SkipLink } from './skip-link';
import { ThemeToggle } from './theme-toggle';

export function PublicLayout() {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b bg-surface">
        <div className="mx-auto flex max-w-6xl items-center gap-2 px-4 py-2.5">
          <Brand to="/" />
          <nav aria-label="Account" className="ml-auto flex items-center gap-1 sm:gap-2">
            <ThemeToggle />
            <EntryLinks />
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        <Outlet />
      </main>
      <footer className="border-t">
        <p className="mx-auto max-w-6xl px-4 py-6 text-sm text-muted">
          Trading binary options carries a high risk: you can lose the whole stake of every trade.
          Nexus executes through Deriv and is not a broker. Nothing here is investment advice.
        </p>
      </footer>
    </div>
  );
}

function EntryLinks() {
  const isKnown = useSession().status !== 'anonymous';
  if (isKnown)
    return (
      <Link to="/dashboard" className={buttonStyle('primary', 'small')}>
        Dashboard
      </Link>
    );
  return (
    <>
      <Link to="/login" className={buttonStyle('ghost', 'small')}>
        Log in
      </Link>
      <Link to="/signup" className={buttonStyle('primary', 'small')}>
        Sign up
      </Link>
    </>
  );
}
