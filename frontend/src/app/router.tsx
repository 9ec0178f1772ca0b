import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import LandingPage from '@/features/landing/landing-page';
import { PublicLayout } from './public-layout';
import { LoadingPage, NotFoundPage, RouteError } from './route-states';
import { requireAnonymous, requireUser, restoreSession } from './session-loaders';

type Page = () => Promise<{ default: React.ComponentType }>;

function page(path: string, load: Page, rest: Partial<RouteObject> = {}): RouteObject {
  return {
    path,
    lazy: async () => ({ Component: (await load()).default }),
    ...rest,
  };
}

const publicRoutes: RouteObject = {
  Component: PublicLayout,
  children: [
    { path: '/', Component: LandingPage },
    page('/login', () => import('@/features/auth/login-page'), { loader: requireAnonymous }),
    page('/signup', () => import('@/features/auth/signup-page'), { loader: requireAnonymous }),
    page('/oauth/deriv/callback', () => import('@/features/auth/oauth-callback-page'), {
      loader: restoreSession,
    }),
    { path: '*', Component: NotFoundPage },
  ],
};

const engineRoutes: RouteObject = {
  path: '/engine',
  lazy: async () => ({ Component: (await import('./engine-layout')).EngineLayout }),
  children: [
    { index: true, loader: () => redirect('/engine/signals') },
    page('signals', () => import('@/features/signals/signals-page')),
    page('signals/:symbol', () => import('@/features/signals/signal-page')),
    page('sessions', () => import('@/features/sessions/sessions-page')),
    page('sessions/new', () => import('@/features/sessions/new-session-page')),
    page('sessions/:sessionId/change', () => import('@/features/sessions/change-session-page')),
    page('sessions/:sessionId', () => import('@/features/sessions/session-page')),
    page('backtests', () => import('@/features/backtests/backtests-page')),
    page('backtests/new', () => import('@/features/backtests/new-backtest-page')),
    page('backtests/compare', () => import('@/features/backtests/compare-page')),
    page('backtests/:backtestId', () => import('@/features/backtests/backtest-page')),
    page('risk', () => import('@/features/risk/risk-page')),
  ],
};

const privateRoutes: RouteObject = {
  loader: requireUser,
  lazy: async () => ({ Component: (await import('./private-layout')).PrivateLayout }),
  children: [
    page('/dashboard', () => import('@/features/dashboard/dashboard-page')),
    page('/trade', () => import('@/features/trading/trading-page')),
    page('/history', () => import('@/features/history/history-page')),
    page('/accounts', () => import('@/features/accounts/accounts-page')),
    page('/affiliate', () => import('@/features/affiliate/affiliate-page')),
    engineRoutes,
  ],
};

export const routes: RouteObject[] = [
  {
    ErrorBoundary: RouteError,
    HydrateFallback: LoadingPage,
    children: [publicRoutes, privateRoutes],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
