import { screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { problem } from '../../mock/answers';
import { MockBackend } from '../../mock/backend';
import { makeRunningBacktest } from '../../mock/engine/backtests';
import { renderApp } from './render-app';

const CREATE = 'POST engine/backtests';

function sentBy({ requests }: MockBackend) {
  return requests.filter(({ method, path }) => `${method} ${path}` === CREATE);
}

const keysOf = (backend: MockBackend) =>
  sentBy(backend).map(({ headers }) => headers.get('idempotency-key'));

async function openForm(backend: MockBackend) {
  const { user } = renderApp('/engine/backtests/new', backend);
  await screen.findByRole('option', { name: 'Volatility 100 Index' });
  await user.selectOptions(screen.getByLabelText('Symbol'), 'R_100');
  return {
    user,
    run: async (times: number) => {
      await user.click(screen.getByRole('button', { name: 'Run backtest' }));
      await waitFor(() => expect(sentBy(backend)).toHaveLength(times));
    },
  };
}

/** Lose the first answers of the server; then answer with a run. */
function losing(answers: number) {
  let left = answers;
  const routes = {
    [CREATE]: () => {
      left -= 1;
      if (left >= 0) return problem(500, 'INTERNAL', 'Something broke');
      return { status: 202, body: makeRunningBacktest() };
    },
  };
  return new MockBackend({ signedIn: true, backtests: [makeRunningBacktest()] }, routes);
}

describe('a run is sent under one key', () => {
  test('until it succeeds', async () => {
    const backend = losing(2);
    const { run } = await openForm(backend);

    await run(1);
    await screen.findByText('Something broke');
    await run(2);
    await run(3);

    expect(await screen.findByRole('meter', { name: 'Progress' })).toBeVisible();
    expect(new Set(keysOf(backend)).size).toBe(1);
    expect(keysOf(backend)[0]).toBeTruthy();
  });

  test('and under another one once the form says something else', async () => {
    const backend = losing(3);
    const { user, run } = await openForm(backend);
    await run(1);
    await user.type(screen.getByLabelText(/^Name/), 'again');
    await run(2);
    await run(3);

    const [first, second, third] = keysOf(backend);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
  });
});

test('advanced settings are sent, and empty ones do not limit', async () => {
  const backend = losing(0);
  const { user, run } = await openForm(backend);
  await user.click(screen.getByText('Advanced'));
  await user.selectOptions(screen.getByLabelText('After a halt'), 'stop');
  await user.selectOptions(screen.getByLabelText('Kind of account'), 'real');
  await user.type(screen.getByLabelText('Rests after losses in a row'), '3');
  await user.clear(screen.getByLabelText('Least rule strength'));
  await user.type(screen.getByLabelText('Least rule strength'), '0.65');
  await run(1);

  expect(sentBy(backend)[0]?.body).toMatchObject({
    when_halted: 'stop',
    account_kind: 'real',
    min_agreeing: 2,
    min_confidence: '0.65',
    limits: { cooldown_losses: 3, cooldown_minutes: 15, daily_take_profit: null },
  });
});

test('a wrong advanced setting opens its fields and says what is expected', async () => {
  const backend = losing(0);
  const { user } = await openForm(backend);
  const votes = screen.getByLabelText('Votes that must agree');
  await user.clear(votes);
  await user.type(votes, '9');
  await user.click(screen.getByRole('button', { name: 'Run backtest' }));

  await waitFor(() => expect(votes).toHaveAccessibleDescription(/from 1 to 3/));
  expect(votes.closest('details')).toHaveAttribute('open');
  expect(sentBy(backend)).toHaveLength(0);
});
