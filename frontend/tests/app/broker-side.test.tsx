import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Account } from '@/lib/api/types';
import { MockBackend } from '../../mock/backend';
import { makeTrade } from '../../mock/trades';
import { renderApp } from './render-app';

function backendWith(part: Partial<Account>): MockBackend {
  const backend = new MockBackend({ signedIn: true });
  const real = backend.state.accounts.find(({ kind }) => kind === 'real');
  Object.assign(real as Account, part);
  return backend;
}

async function realPanel(backend = backendWith({})) {
  const app = renderApp('/accounts', backend);
  return { ...app, panel: within(await screen.findByRole('region', { name: /^Real account/ })) };
}

function watchLeaving() {
  const assign = vi.fn();
  const { href, origin, host, protocol, pathname, search } = globalThis.location;
  vi.stubGlobal('location', { href, origin, host, protocol, pathname, search, assign });
  return assign;
}

test('trades and transfers made at Deriv are marked as external', async () => {
  const { panel, user } = await realPanel();

  await user.click(panel.getByText('At Deriv, and the statement'));

  const statement = within(await panel.findByRole('region', { name: 'Statement' }));
  expect(statement.getByText('External: deposit')).toBeVisible();
  const held = within(panel.getByRole('region', { name: 'Open contracts at Deriv' }));
  expect(held.getByText('External')).toBeVisible();
});

test('a frozen account shows both sides without being asked', async () => {
  const { panel } = await realPanel(backendWith({ status: 'frozen', balance: '250.00' }));

  const books = within(await panel.findByRole('region', { name: 'Comparison of the books' }));
  expect(books.getByText('Balance differs', { exact: false })).toBeVisible();
  expect(books.getByText('$250.00')).toBeVisible();
  expect(books.getByText('$240.00')).toBeVisible();
});

test('an expired link is called out with a way to link again', async () => {
  const assign = watchLeaving();
  const { panel, user } = await realPanel(backendWith({ status: 'needs_relink' }));

  await user.click(panel.getByRole('button', { name: 'Link again' }));

  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(expect.stringContaining('link')));
});

test('a withdrawal goes to Deriv for consent with the amount', async () => {
  const assign = watchLeaving();
  const { panel, user, backend } = await realPanel();

  await user.click(panel.getByRole('button', { name: 'Withdraw' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('Amount (USD)'), 'all');
  await user.click(dialog.getByRole('button', { name: 'Continue at Deriv' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('such as 100.00');
  await user.clear(dialog.getByLabelText('Amount (USD)'));
  await user.type(dialog.getByLabelText('Amount (USD)'), '50.00');
  await user.click(dialog.getByRole('button', { name: 'Continue at Deriv' }));

  await vi.waitFor(() => expect(assign).toHaveBeenCalled());
  const sent = backend.requests.find(({ path }) => path.endsWith('/withdraw'));
  expect(sent?.body).toEqual({ amount: '50.00' });
});

function deskWith(status: 'open' | 'unknown') {
  const backend = new MockBackend({ signedIn: true });
  const account = backend.state.accounts.find(({ kind }) => kind === 'real') as Account;
  backend.state.accounts.forEach((each) => (each.is_default = each === account));
  backend.state.trades = [makeTrade({ account_id: account.id, account_kind: 'real', status })];
  return renderApp('/trade', backend);
}

test('closing early shows the price first and never sells for less', async () => {
  const { user, backend } = deskWith('open');

  await user.click(await screen.findByRole('button', { name: 'Close early' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('$8.40')).toBeVisible();
  expect(backend.requests.some(({ path }) => path.endsWith('/close'))).toBe(false);
  await user.click(dialog.getByRole('button', { name: 'Sell for $8.40 or more' }));

  await vi.waitFor(() => {
    const sent = backend.requests.find(({ path }) => path.endsWith('/close'));
    expect(sent?.body).toEqual({ min_price: '8.40' });
  });
});

test('a purchase whose answer was lost says what is being done', async () => {
  deskWith('unknown');

  expect(await screen.findByText(/never buys it again/)).toBeVisible();
});
