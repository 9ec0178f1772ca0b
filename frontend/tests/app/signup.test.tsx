import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MockBackend } from '../../mock/backend';
import { renderApp } from './render-app';

type User = ReturnType<typeof renderApp>['user'];

async function fillIn(user: User, username: string) {
  await user.type(await screen.findByLabelText('E-mail'), 'new@example.com');
  await user.type(screen.getByLabelText('Username'), username);
  await user.type(screen.getByLabelText('Password'), 'correct horse');
  await user.selectOptions(screen.getByLabelText('Country of residence'), 'Nigeria');
  await user.click(screen.getByRole('checkbox'));
  await user.click(screen.getByRole('button', { name: 'Open account' }));
}

test('a newcomer keeps the referral, gets a demo account and lands on the dashboard', async () => {
  const { backend, user } = renderApp('/signup?ref=dangote_fx', new MockBackend());

  await fillIn(user, 'newcomer');

  expect(await screen.findByRole('heading', { name: 'Dashboard' })).toBeVisible();
  const sent = backend.requests.filter(({ method }) => method === 'POST');
  expect(sent.slice(0, 2).map(({ path }) => path)).toEqual(['auth/signup', 'accounts/demo']);
  expect(sent[0]?.body).toMatchObject({
    referred_by: 'dangote_fx',
    country: 'NG',
    accept_terms: true,
    token_delivery: 'cookie',
  });
});

test('an error of the server stands beside its field', async () => {
  const { user } = renderApp('/signup', new MockBackend());

  await fillIn(user, 'taken');

  await waitFor(() =>
    expect(screen.getByLabelText('Username')).toHaveAccessibleDescription('This username is taken'),
  );
  expect(screen.getByLabelText('Username')).toBeInvalid();
});

test('nothing is sent before the terms are accepted', async () => {
  const { backend, user } = renderApp('/signup', new MockBackend());

  await user.click(await screen.findByRole('button', { name: 'Open account' }));

  expect(await screen.findByText(/You need to accept these terms/)).toBeVisible();
  expect(backend.requests).toEqual([]);
});

test('somebody new from Deriv completes the profile', async () => {
  const { backend, user } = renderApp(
    '/oauth/deriv/callback?code=signup&state=s1',
    new MockBackend(),
  );

  await user.type(await screen.findByLabelText('E-mail'), 'new@example.com');
  await user.type(screen.getByLabelText('Username'), 'newcomer');
  await user.selectOptions(screen.getByLabelText('Country of residence'), 'Ghana');
  await user.click(screen.getByRole('checkbox'));
  await user.click(screen.getByRole('button', { name: 'Finish' }));

  expect(await screen.findByRole('heading', { name: 'Dashboard' })).toBeVisible();
  expect(backend.requests.find(({ path }) => path === 'auth/oauth/complete')?.body).toMatchObject({
    profile_token: 'p1',
    country: 'GH',
  });
});
