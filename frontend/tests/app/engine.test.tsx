import { act, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { problem } from '../../mock/answers';
import { MockBackend } from '../../mock/backend';
import { makeBacktest, makeRunningBacktest } from '../../mock/engine/backtests';
import { DECISIONS, makeRunning, makeSession, makeStopped } from '../../mock/engine/sessions';
import { makeAccount } from '../../mock/state';
import { makeTrade } from '../../mock/trades';
import { renderApp } from './render-app';

const full = () =>
  new MockBackend({
    signedIn: true,
    sessions: [makeRunning(), makeStopped(), makeSession({ id: 'session-9' })],
    decisions: [...DECISIONS],
    backtests: [makeBacktest(), makeRunningBacktest()],
    trades: [
      makeTrade({ status: 'won', ...(DECISIONS[0] && { decision: DECISIONS[0].decision }) }),
    ],
  });

const CREATE = 'POST engine/sessions';

const RULES = { 'color-contrast': { enabled: false }, region: { enabled: true } };

describe('every page of the engine is accessible', () => {
  test.each([
    ['/engine/signals', /1 of 2 votes needed agree/],
    ['/engine/signals/R_100', /right 23 of 41 times/],
    ['/engine/sessions', /loss limit leaves no room/],
    ['/engine/sessions/session-1', /Nearest miss/],
    ['/engine/sessions/new', /at least 2 must vote/],
    ['/engine/sessions/session-9/change', /at least 2 must vote/],
    ['/engine/risk', /It does not stop/],
    ['/engine/backtests', /Two days/],
    ['/engine/backtests/new', /Prices from/],
    ['/engine/backtests/backtest-1', /cannot be told from chance/],
    ['/engine/backtests/compare?ids=backtest-1', /largest net result/],
  ])('%s', async (path, text) => {
    const { container } = renderApp(path, full());

    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
    const { violations } = await axe.run(container, { rules: RULES });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });
});

test.each([
  ['/engine/signals', 'GET engine/signals'],
  ['/engine/sessions', 'GET engine/sessions'],
  ['/engine/backtests', 'GET engine/backtests'],
])('%s says what went wrong', async (path, route) => {
  renderApp(
    path,
    new MockBackend({ signedIn: true }, { [route]: () => problem(409, 'BROKEN', 'It is broken') }),
  );

  expect(await screen.findByText('It is broken')).toBeVisible();
});

test.each([
  ['/engine/sessions', 'No session yet'],
  ['/engine/backtests', 'No backtest yet'],
])('%s says when there is nothing', async (path, text) => {
  renderApp(path, new MockBackend({ signedIn: true }));

  expect(await screen.findByText(text)).toBeVisible();
});

test('a vote shows its numbers, thresholds and measured rate, never as a chance', async () => {
  renderApp('/engine/signals/R_100', full());

  expect(await screen.findByText('votes from 0.1, full strength at 1')).toBeVisible();
  expect(screen.getAllByText('rule strength').length).toBeGreaterThan(0);
  expect(screen.getAllByRole('img', { name: /56.1%, 95% interval 41% to 70.1%/ })).toHaveLength(1);
  expect(screen.queryByText('78%')).toBeNull();
});

describe('sessions', () => {
  test('a form that cannot be traded is refused at its fields', async () => {
    const { user, backend } = renderApp('/engine/sessions/new', full());
    const loss = await screen.findByLabelText('Stops at a loss of (USD)');

    await user.clear(loss);
    await user.type(loss, '0.10');
    await user.click(screen.getByRole('button', { name: 'Prepare session' }));

    await waitFor(() => expect(loss).toHaveAccessibleDescription(/from 1.00 to 5000.00/));
    expect(screen.getByLabelText(/Symbols/)).toHaveAccessibleDescription(/Choose a symbol/);
    expect(backend.requests.some(({ method, path }) => `${method} ${path}` === CREATE)).toBe(false);
  });

  test('what the server refuses stands at its field', async () => {
    const errors = [{ field: 'strategies.0.channel', message: 'Expected from 5 to 120' }];
    const { user } = renderApp(
      '/engine/sessions/new',
      new MockBackend(
        { signedIn: true },
        { 'POST engine/sessions': () => problem(422, 'VALIDATION_FAILED', 'No', { errors }) },
      ),
    );
    await screen.findByRole('option', { name: 'Volatility 100 Index' });
    await user.selectOptions(screen.getByLabelText(/Symbols/), 'R_100');
    await user.click(screen.getByRole('button', { name: 'Prepare session' }));

    await waitFor(() =>
      expect(screen.getByLabelText('Channel of breakout')).toHaveAccessibleDescription(
        /Expected from 5 to 120/,
      ),
    );
  });

  test('Fibonacci is armed only after its odds were shown and ticked', async () => {
    const { user, backend } = renderApp('/engine/sessions/new', full());
    await screen.findByRole('option', { name: 'Volatility 100 Index' });
    await user.selectOptions(screen.getByLabelText(/Symbols/), 'R_100');
    await user.selectOptions(screen.getByLabelText('Staking plan'), 'fibonacci');
    const odds = within(await screen.findByRole('region', { name: 'Odds of this plan' }));
    expect(await odds.findByText('5 losses in a row within 50 trades')).toBeVisible();
    expect(odds.getByText(/does not make up/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Prepare session' }));
    expect(await odds.findByText(/tick this to arm/)).toBeVisible();

    await user.click(odds.getByRole('checkbox'));
    await user.click(screen.getByRole('button', { name: 'Prepare session' }));

    await waitFor(() =>
      expect(
        backend.requests.find(({ method, path }) => method === 'POST' && path === 'engine/sessions')
          ?.body,
      ).toMatchObject({ staking: { kind: 'fibonacci' }, odds_accepted: true }),
    );
  });

  test('it is started, paused and stopped, and says why it is over', async () => {
    const backend = new MockBackend({ signedIn: true, sessions: [makeSession()] });
    const { user } = renderApp('/engine/sessions/session-1', backend);

    await user.click(await screen.findByRole('button', { name: 'Start trading' }));
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    await user.click(await screen.findByRole('button', { name: 'Stop for good' }));

    expect(await screen.findByText(/You stopped it/)).toBeVisible();
  });

  test('live frames move what is shown', async () => {
    const { sockets } = renderApp('/engine/sessions/session-1', full());
    await screen.findByText('+$6.05');

    act(() =>
      sockets[0]?.receive({
        type: 'signal',
        data: { session: { ...makeStopped(), id: 'session-1' } },
      }),
    );

    expect(await screen.findByText(/leaves no room for the next stake/)).toBeVisible();
  });

  test('the decision behind a line is one click away', async () => {
    const { user } = renderApp('/engine/sessions/session-1', full());

    await user.click((await screen.findAllByRole('button', { name: /^Why, R_100/ }))[1] as Element);

    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByText(/Rule: Session loss limit/)).toBeVisible();
    expect(dialog.getByText('31.00')).toBeVisible();
    expect(await dialog.findByText('votes from 0.2, full strength at 1')).toBeVisible();
    expect(dialog.getByText(/^41f0c7d9/)).toBeVisible();
  });
});

test('history leads to the decision, its hash and its session', async () => {
  const { user } = renderApp('/history', full());

  await user.click(await screen.findByRole('button', { name: /Details of trade/ }));

  expect(await screen.findByText(/^41f0c7d9/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'an automatic session' })).toBeVisible();
});

describe('risk', () => {
  test('the account is halted from the page', async () => {
    const { user } = renderApp('/engine/risk', full());

    await user.click(await screen.findByRole('button', { name: 'Halt trading' }));

    expect(await screen.findByText(/can be resumed from/)).toBeVisible();
  });

  test('an exclusion in the past is refused at its field', async () => {
    const { user } = renderApp('/engine/risk', full());
    const until = await screen.findByLabelText('Until (00:00 UTC)');
    await user.type(until, '2020-01-01');
    await user.click(screen.getByRole('checkbox'));
    await user.click(screen.getByRole('button', { name: 'Exclude myself' }));

    await waitFor(() => expect(until).toHaveAccessibleDescription(/a moment to come/));
  });

  test('a looser limit that waits is shown with its time', async () => {
    const account = makeAccount();
    const { max_exposure: _, leverage: __, ...limits } = account.limits;
    const pending_limits = {
      ...limits,
      daily_loss_limit: '250.00',
      effective_at: '2099-01-01T00:00:00Z',
    };
    renderApp(
      '/engine/risk',
      new MockBackend({ signedIn: true, accounts: [makeAccount({ pending_limits })] }),
    );

    expect(await screen.findByText(/100.00 now, 250.00 from/)).toBeVisible();
  });
});

describe('backtests', () => {
  test('a run on a random walk is asked for and shown', async () => {
    const { user, backend } = renderApp('/engine/backtests/new', full());
    await screen.findByRole('option', { name: 'Volatility 100 Index' });
    await user.selectOptions(screen.getByLabelText('Prices from'), 'synthetic');
    await user.selectOptions(screen.getByLabelText('Symbol'), 'R_100');
    await user.click(screen.getByRole('button', { name: 'Run backtest' }));

    expect(await screen.findByRole('meter', { name: 'Progress' })).toBeVisible();
    expect(
      backend.requests.find(({ method, path }) => `${method} ${path}` === 'POST engine/backtests')
        ?.body,
    ).toMatchObject({
      symbol: 'R_100',
      source: { kind: 'synthetic', candles: 10000 },
      commission_rate: '0.2000',
    });
  });

  test('a missing symbol and a wrong amount are refused at their fields', async () => {
    const { user } = renderApp('/engine/backtests/new', full());
    const loss = await screen.findByLabelText('Daily loss limit');
    await user.clear(loss);
    await user.type(loss, 'lots');
    await user.click(screen.getByRole('button', { name: 'Run backtest' }));

    await waitFor(() => expect(loss).toHaveAccessibleDescription(/such as 10.00/));
    expect(screen.getByLabelText('Symbol')).toHaveAccessibleDescription(/Choose a symbol/);
  });

  test('a run under way can be cancelled', async () => {
    const { user } = renderApp('/engine/backtests/backtest-2', full());

    await user.click(await screen.findByRole('button', { name: 'Cancel run' }));

    expect(await screen.findByText('Cancelled')).toBeVisible();
  });
});
