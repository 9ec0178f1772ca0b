import { createBrowserRouter, type RouteObject } from 'react-router';
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

const privateRoutes: RouteObject = {
  loader: requireUser,
  lazy: async () => ({ Component: (await import('./private-layout')).PrivateLayout }),
  children: [
    page('/dashboard', () => import('@/features/dashboard/dashboard-page')),
    page('/trade', () => import('@/features/trading/trading-page')),
    page('/history', () => import('@/features/history/history-page')),
    page('/accounts', () => import('@/features/accounts/accounts-page')),
    page('/affiliate', () => import('@/features/affiliate/affiliate-page')),
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
