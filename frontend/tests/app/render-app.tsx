import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { routes } from '@/app/router';
import { session } from '@/lib/api/client';
import { createQueryClient } from '@/lib/api/query-client';
import { MockBackend } from '../../mock/backend';
import { FakeSocket } from '../fake-socket';

/** Show the whole app at a path, against the mock API and a socket the test controls. */
export function renderApp(path: string, backend = new MockBackend({ signedIn: true })) {
  const sockets: FakeSocket[] = [];
  class OpenedSocket extends FakeSocket {
    static readonly OPEN = 1;
    constructor(url: string) {
      super(url);
      sockets.push(this);
      queueMicrotask(() => this.open());
    }
  }
  vi.stubGlobal('fetch', backend.fetch);
  vi.stubGlobal('WebSocket', OpenedSocket);
  if (backend.state.signedIn) session.start('token-1');
  else session.end();
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const view = render(
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, backend, router, sockets, user: userEvent.setup() };
}
