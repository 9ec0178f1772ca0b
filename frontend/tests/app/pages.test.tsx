import { screen } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { MockBackend } from '../../mock/backend';
import { makeTrade } from '../../mock/trades';
import { renderApp } from './render-app';

// Colours need a real browser; everything else about the markup is judged here.
const RULES = { 'color-contrast': { enabled: false }, region: { enabled: true } };

async function violations(container: HTMLElement): Promise<string[]> {
  const { violations: found } = await axe.run(container, { rules: RULES });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

const visitor = () => new MockBackend();
const trader = () =>
  new MockBackend({
    signedIn: true,
    trades: [
      makeTrade({
        status: 'open',
        opened_at: '2026-11-24T02:00:00Z',
        expires_at: '2026-11-24T02:01:00Z',
      }),
      makeTrade({ status: 'won', profit: '9.50', payout: '19.50' }),
    ],
  });

describe('every page is accessible and shows what it is about', () => {
  test.each([
    ['/', visitor, /odds in plain sight/],
    ['/login', visitor, /New here/],
    ['/signup?ref=dangote_fx', visitor, /Invited by partner/],
    ['/nowhere', visitor, /no such page/],
    ['/dashboard', trader, /Recent results/],
    ['/trade', trader, /Practice money only/],
    ['/history', trader, /Requested/],
    ['/accounts', trader, /Real money is at risk/],
    ['/affiliate', trader, /Referred clients/],
  ])('%s', async (path, backend, text) => {
    const { container } = renderApp(path, backend());

    expect((await screen.findAllByText(text, {}, { timeout: 5000 })).length).toBeGreaterThan(0);
    expect(await violations(container)).toEqual([]);
  });
});

test('a signed-out visitor is asked to log in and comes back afterwards', async () => {
  const { router, user } = renderApp('/history', visitor());

  await user.type(await screen.findByLabelText('E-mail or username'), 'ada');
  await user.type(screen.getByLabelText('Password'), 'correct horse');
  await user.click(screen.getByRole('button', { name: 'Log in' }));

  expect(await screen.findByRole('heading', { name: 'History' })).toBeVisible();
  expect(router.state.location.pathname).toBe('/history');
});

test('a page that cannot be fetched says so and offers to try again', async () => {
  const backend = new MockBackend(
    { signedIn: true },
    {
      'GET users/affiliate/code': () => ({
        status: 404,
        body: { code: 'NOT_FOUND', detail: 'No code yet' },
      }),
    },
  );
  renderApp('/affiliate', backend);

  expect(await screen.findByText('No code yet')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
});
