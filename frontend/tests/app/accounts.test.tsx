import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderApp } from './render-app';

async function demoPanel() {
  const app = renderApp('/accounts');
  const panel = within(await screen.findByRole('region', { name: 'Nexus demo account' }));
  return { ...app, panel };
}

test('only the limits that were changed are sent', async () => {
  const { panel, user, backend } = await demoPanel();
  const stake = panel.getByLabelText('Largest stake (USD)');

  await user.clear(stake);
  await user.type(stake, '50.00');
  await user.click(panel.getByRole('button', { name: 'Save limits' }));

  expect(await panel.findByText('Limits saved.')).toBeVisible();
  expect(backend.requests.find(({ method }) => method === 'PATCH')?.body).toEqual({
    max_stake: '50.00',
  });
});

test('a limit that is not an amount is refused on the page', async () => {
  const { panel, user, backend } = await demoPanel();
  const loss = panel.getByLabelText('Daily loss limit (USD)');

  await user.clear(loss);
  await user.type(loss, 'lots');
  await user.click(panel.getByRole('button', { name: 'Save limits' }));

  await waitFor(() => expect(loss).toHaveAccessibleDescription(/such as 100.00/));
  expect(backend.requests.some(({ method }) => method === 'PATCH')).toBe(false);
});

test('a halted account says so and when it can be resumed', async () => {
  const { panel, user } = await demoPanel();

  await user.click(panel.getByRole('button', { name: 'Halt trading' }));

  expect(await panel.findByText(/Trading is halted on this account/)).toBeVisible();
  expect(panel.getByText(/can be resumed from/)).toBeVisible();
  expect(panel.getByRole('button', { name: 'Resume trading' })).toBeVisible();
});

test('another account can become the default one', async () => {
  const { user } = await demoPanel();
  const real = within(screen.getByRole('region', { name: /^Real account/ }));

  await user.click(real.getByRole('button', { name: 'Make default' }));

  expect(await real.findByText('Default account')).toBeVisible();
});

test('leverage can be set on a real account only', async () => {
  const { panel, user, backend } = await demoPanel();
  const real = within(screen.getByRole('region', { name: /^Real account/ }));
  const leverage = real.getByLabelText('Leverage (1 to 10)');

  await user.clear(leverage);
  await user.type(leverage, '2');
  await user.click(real.getByRole('button', { name: 'Save limits' }));

  expect(panel.queryByLabelText('Leverage (1 to 10)')).toBeNull();
  await waitFor(() =>
    expect(backend.requests.find(({ method }) => method === 'PATCH')?.body).toEqual({
      leverage: 2,
    }),
  );
});

test('a linked account is let go after asking once', async () => {
  const { user, backend } = await demoPanel();
  const real = within(screen.getByRole('region', { name: /^Real account/ }));

  await user.click(real.getByRole('button', { name: 'Unlink' }));
  const before = backend.requests.some(({ method }) => method === 'DELETE');
  await user.click(screen.getByRole('button', { name: 'Unlink account' }));

  expect(before).toBe(false);
  expect(await real.findByText('This account is no longer linked.')).toBeVisible();
  expect(real.queryByRole('button', { name: 'Halt trading' })).toBeNull();
});
