import { useEffect, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { NotificationBell } from '@/features/notifications/notification-bell';
import { LiveContext } from '@/lib/live/live-context';
import { LiveSocket } from '@/lib/live/live-socket';
import { requestSocketUrl } from '@/lib/live/request-url';
import { useCurrentAccount } from '@/lib/session/current-account';
import { useSession } from '@/lib/session/use-session';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { ConnectionState } from './connection-state';
import { BottomNavigation, TopNavigation } from './navigation';
import { SkipLink } from './skip-link';
import { ThemeToggle } from './theme-toggle';
import { useLiveBridge, useLiveConnection } from './use-live-bridge';

function createLive(): LiveSocket {
  return new LiveSocket({
    requestUrl: requestSocketUrl,
    createSocket: (url) => new WebSocket(url),
    random: Math.random,
  });
}

/** The frame of every signed-in page: navigation, connection, notifications. */
export function PrivateLayout() {
  const [live] = useState(createLive);
  const account = useCurrentAccount();
  useLiveConnection(live, account?.id);
  useLiveBridge(live);
  useLeaveWhenSignedOut();
  return (
    <LiveContext value={live}>
      <div className="min-h-dvh pb-20 md:pb-0">
        <SkipLink />
        <header className="sticky top-0 z-20 border-b bg-surface">
          <div className="mx-auto flex max-w-7xl items-center gap-1 px-3 py-2 sm:px-4">
            <Brand to="/dashboard" />
            <TopNavigation />
            <div className="ml-auto flex items-center gap-1">
              <ConnectionState />
              <NotificationBell />
              <ThemeToggle />
              <AccountMenu />
            </div>
          </div>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto max-w-7xl px-3 py-4 outline-none sm:px-4 sm:py-6"
        >
          <Outlet />
        </main>
        <BottomNavigation />
      </div>
    </LiveContext>
  );
}

function useLeaveWhenSignedOut(): void {
  const { status } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (status !== 'anonymous') return;
    void navigate(`/login?next=${encodeURIComponent(pathname)}`, { replace: true });
  }, [status, pathname, navigate]);
}
