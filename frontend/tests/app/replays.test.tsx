import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MockBackend } from '../../mock/backend';
import { makeReplay, makeStopped } from '../../mock/engine/sessions';
import { renderApp } from './render-app';

const replays = [
  makeReplay(),
  makeReplay({ symbol: 'R_50', verdict: 'different', found: 'ffff000011112222' }),
  makeReplay({ symbol: 'R_25', verdict: 'expired', decisions: 0, expected: '', found: '' }),
];

test('a session says what its replays came to', async () => {
  const sessions = [makeStopped({ replays })];
  renderApp('/engine/sessions/session-0', new MockBackend({ signedIn: true, sessions }));

  const card = within(await screen.findByRole('region', { name: 'Replays' }));
  const [same, different, expired] = card.getAllByRole('listitem');
  expect(same).toHaveTextContent(/R_100Replayed: the same decisions19 decisions, hash 8d1f2bb7/);
  expect(different).toHaveTextContent(/other decisions.*hash ffff000011112222… instead of 8d1f2b/);
  expect(expired).toHaveTextContent(/no longer on record/);
  expect(expired).not.toHaveTextContent('hash');
});

test('a session without a replay has no such card', async () => {
  const sessions = [makeStopped({ replays: [] })];
  renderApp('/engine/sessions/session-0', new MockBackend({ signedIn: true, sessions }));

  await screen.findByText(/Nearest miss/);
  expect(screen.queryByRole('region', { name: 'Replays' })).toBeNull();
});

const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test('the list shows the parity of today and of the last 30 days', async () => {
  const parity = [
    { day: daysAgo(0), same: 4, different: 0, expired: 3, rate: '1.0000' },
    { day: daysAgo(29), same: 29_994, different: 1, expired: 0, rate: '1.0000' },
    { day: daysAgo(30), same: 0, different: 500, expired: 0, rate: '0.0000' },
  ];
  renderApp('/engine/sessions', new MockBackend({ signedIn: true, parity }));

  const card = await screen.findByRole('region', { name: 'Replays of every session' });
  expect(await within(card).findByText('4 of 4 replays the same')).toBeVisible();
  expect(within(card).getByText('29998 of 29999 replays the same')).toBeVisible();
  expect(within(card).getAllByText('100%')).toHaveLength(1);
  expect(within(card).getByText('99.99%')).toBeVisible();
});

test('days without replays show no figure', async () => {
  renderApp('/engine/sessions', new MockBackend({ signedIn: true, parity: [] }));

  expect(await screen.findAllByText('no replay compared yet')).toHaveLength(2);
});
