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

async function frozenBooks(backend = backendWith({ status: 'frozen', balance: '250.00' })) {
  const { panel, user } = await realPanel(backend);
  const found = await panel.findByRole('region', { name: 'Comparison of the books' });
  return { backend, user, books: within(found) };
}

test('a frozen account is compared again on request and says that it still differs', async () => {
  const { backend, books, user } = await frozenBooks();

  await user.click(books.getByRole('button', { name: 'Compare again' }));

  expect(await books.findByText(/stays frozen/)).toBeVisible();
  const sent = backend.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/reconciliation'),
  );
  expect(sent).toHaveLength(1);
});

test('an account whose books agree again is given back on the page', async () => {
  const { backend, books, user } = await frozenBooks();
  const real = backend.state.accounts.find(({ kind }) => kind === 'real') as Account;
  real.status = 'active';

  await user.click(books.getByRole('button', { name: 'Compare again' }));

  expect(await books.findByText('The books agree.')).toBeVisible();
  await vi.waitFor(() => expect(screen.queryByText(/This account is frozen/)).toBeNull());
});

test('a comparison under way cannot be asked for twice', async () => {
  const backend = backendWith({ status: 'frozen' });
  const { id } = backend.state.accounts.find(({ kind }) => kind === 'real') as Account;
  backend.state.checks[id] = { state: 'pending', asked_at: '2026-11-24T01:13:00Z', reason: null };

  const { books } = await frozenBooks(backend);

  expect(books.getByText(/is comparing the books/)).toBeVisible();
  expect(books.getByRole('button', { name: 'Compare again' })).toBeDisabled();
});

test('a frozen account without a good link asks for a new one', async () => {
  const assign = watchLeaving();
  const backend = backendWith({ status: 'frozen' });
  const { id } = backend.state.accounts.find(({ kind }) => kind === 'real') as Account;
  const asked_at = '2026-11-24T01:13:00Z';
  backend.state.checks[id] = { state: 'failed', asked_at, reason: 'LINK_EXPIRED' };
  const { books, user } = await frozenBooks(backend);

  expect(books.getByText(/Not compared: The link to Deriv has expired/)).toBeVisible();
  await user.click(books.getByRole('button', { name: 'Link again' }));

  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(expect.stringContaining('link')));
});

test('an ambiguous purchase shows it beside both contracts it may be', async () => {
  const backend = backendWith({ status: 'frozen' });
  const ours = 'trade T1: CALL R_100, 10.00, asked for at 2026-11-24T01:12:00.000Z';
  backend.state.findings = ['77', '78'].map((contract) => ({
    code: 'PURCHASE_AMBIGUOUS',
    reference: `contract ${contract}`,
    ours,
    broker: 'CALL R_100, 10.00, bought at 2026-11-24T01:12:02.000Z',
  }));

  const { books } = await frozenBooks(backend);

  expect(books.getAllByText(ours)).toHaveLength(2);
  expect(books.getByText('(contract 77)')).toBeVisible();
  expect(books.getByText('(contract 78)')).toBeVisible();
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
