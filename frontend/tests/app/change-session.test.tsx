import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MockBackend } from '../../mock/backend';
import { makeRunning, makeSession, SETTINGS } from '../../mock/engine/sessions';
import { renderApp } from './render-app';

const PATH = '/engine/sessions/session-1/change';

test('the form holds what the session is made of, and only changes differ', async () => {
  const [breakout, momentum] = SETTINGS.strategies;
  const settings = { ...SETTINGS, strategies: [breakout, momentum].filter((each) => !!each) };
  const backend = new MockBackend({ signedIn: true, sessions: [makeSession({ settings })] });
  const { user, router } = renderApp('/engine/sessions/session-1', backend);
  await user.click(await screen.findByRole('link', { name: 'Change' }));

  const chosen = await screen.findByRole('list', { name: 'Chosen symbols' });
  expect(within(chosen).getAllByRole('listitem')).toHaveLength(2);
  expect(screen.getByLabelText('Weight of breakout')).toHaveValue('2');
  expect(screen.getByRole('checkbox', { name: 'Scalping' })).not.toBeChecked();
  const loss = screen.getByLabelText('Stops at a loss of (USD)');
  await user.clear(loss);
  await user.type(loss, '12.50');
  await user.click(screen.getByRole('button', { name: 'Save changes' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/engine/sessions/session-1'));
  const sent = backend.requests.find(({ method }) => method === 'PUT');
  expect(sent?.body).toEqual({
    symbols: ['R_100', 'R_50'],
    strategies: [
      { name: 'breakout', weight: 2, parameters: { min_break: 0.2 } },
      { name: 'momentum', weight: 1, parameters: {} },
    ],
    expiry_minutes: 5,
    staking: settings.staking,
    limits: { ...settings.limits, max_loss: '12.50' },
    hours: [],
    odds_accepted: false,
  });
  expect(await screen.findByText(/at stake of \$12.50/)).toBeVisible();
});

test('a session that has started offers no form', async () => {
  renderApp(PATH, new MockBackend({ signedIn: true, sessions: [makeRunning()] }));

  expect(await screen.findByText('It has started')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Save changes' })).toBeNull();
});
