import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { Trade } from '@/lib/api/types';
import { MockBackend } from '../../mock/backend';
import { problem } from '../../mock/answers';
import { makeDecision } from '../../mock/trades';
import { renderApp } from './render-app';

async function openDesk(backend = new MockBackend({ signedIn: true })) {
  const app = renderApp('/trade', backend);
  const ticket = within(await screen.findByRole('region', { name: 'Trade ticket' }));
  return { ...app, ticket };
}

function bought(backend: MockBackend): Trade {
  return backend.state.trades[0] as Trade;
}

describe('the ticket', () => {
  test('shows the cost, the break-even rate and the votes before the click', async () => {
    const { ticket } = await openDesk();

    const costs = within(await ticket.findByRole('table'));

    expect(costs.getByRole('row', { name: /Payout \(indicative\)/ })).toHaveTextContent('$19.50');
    expect(costs.getByRole('row', { name: /You keep if won/ })).toHaveTextContent('$6.65');
    expect(costs.getByRole('row', { name: /Break-even/ })).toHaveTextContent('60.06%');
    expect(ticket.getByText('Breakout')).toBeVisible();
  });

  test('says what each side is worth at the measured hit rate, with the interval', async () => {
    const { ticket } = await openDesk();

    const rise = await ticket.findByText(/Rise as Momentum votes/);
    const fall = ticket.getByText(/Momentum does not vote for it/);

    expect(rise).toHaveTextContent(
      'right 57.4% of 54 times (44.2% to 69.7%), on average −$0.44 per $10.00 (−$2.65 to +$1.60)',
    );
    expect(fall).toHaveTextContent(/^Fall \(/);
  });

  test('says how old its price is', async () => {
    const { ticket } = await openDesk();

    const row = await ticket.findByRole('row', { name: /Price age/ });

    expect(row).toHaveTextContent(/Price age[3-9] s[3-9] s$/);
  });

  test('says when its price has run out', async () => {
    const backend = new MockBackend({ signedIn: true });
    backend.state.quoteAgeSeconds = 20;
    const { ticket } = await openDesk(backend);

    const row = await ticket.findByRole('row', { name: /Price age/ });

    expect(row).toHaveTextContent(/2\d s, run out/);
  });

  test('offers only the expiries the symbol has', async () => {
    const { ticket, user } = await openDesk();

    await user.click(screen.getByRole('combobox', { name: 'Symbol' }));
    await user.keyboard('eurusd{Enter}');

    await waitFor(() =>
      expect(ticket.getAllByRole('radio').map((radio) => radio.getAttribute('aria-label'))).toEqual(
        ['5 minutes', '15 minutes', '30 minutes', '60 minutes'],
      ),
    );
  });

  test('refuses a stake out of range without asking the server', async () => {
    const { ticket, user, backend } = await openDesk();
    const stake = ticket.getByLabelText('Stake (USD)');

    await user.clear(stake);
    await user.type(stake, '0.34');

    expect(stake).toHaveAccessibleDescription(/smallest stake is 0.35/);
    expect(ticket.getByRole('button', { name: /Buy Rise/ })).toBeDisabled();
    expect(backend.requests.some(({ body }) => body['stake'] === '0.34')).toBe(false);
  });

  test('asks for a minimum payout on a real account only', async () => {
    const { ticket, user } = await openDesk();
    const onDemo = ticket.queryByLabelText('Minimum payout');

    await user.selectOptions(ticket.getByLabelText('Account'), 'acc-real');

    expect(onDemo).toBeNull();
    expect(await screen.findByLabelText('Minimum payout')).toBeVisible();
    expect(screen.getByText('Real money is at risk')).toBeVisible();
  });
});

describe('buying', () => {
  test('a hasty double click buys once, with a key of its own', async () => {
    const { ticket, user, backend } = await openDesk();
    const rise = await ticket.findByRole('button', { name: /Buy Rise/ });

    await user.dblClick(rise);

    expect(await screen.findByText(/Placing Rise on R_100/)).toBeVisible();
    const sent = backend.requests.filter(({ path }) => path === 'trades/execute');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[0]?.body).toMatchObject({ trade_type: 'RISE', stake: '10.00', expiry_minutes: 1 });
  });

  test('live frames carry the trade from open to won, in words and numbers', async () => {
    const { ticket, user, backend, sockets } = await openDesk();
    await user.click(await ticket.findByRole('button', { name: /Buy Rise/ }));
    await screen.findByText(/Placing Rise/);
    const push = (seq: number, part: Partial<Trade>) =>
      act(() =>
        sockets[0]?.receive({ type: 'trade_status', seq, data: { ...bought(backend), ...part } }),
      );

    push(1, { status: 'open', payout: '19.50', expires_at: '2099-01-01T00:00:00Z' });
    expect(
      await screen.findByText(/Open: Rise on R_100, stake \$10.00, pays \$19.50/),
    ).toBeVisible();
    push(2, {
      status: 'won',
      payout: '19.50',
      profit: '9.50',
      entry_spot: '1.10',
      exit_spot: '1.20',
    });

    await waitFor(() =>
      expect(screen.getByRole('status', { name: 'Trade result' })).toHaveTextContent(
        'Won: Rise on R_100 paid $19.50, profit +$9.50. Entry 1.10, exit 1.20.',
      ),
    );
  });

  test('a denial says why and shows the evidence', async () => {
    const decision = makeDecision({ outcome: 'denied', code: 'CONSENSUS_NOT_REACHED' });
    const backend = new MockBackend(
      { signedIn: true },
      {
        'POST trades/execute': () =>
          problem(409, 'CONSENSUS_NOT_REACHED', 'Not enough votes', { decision }),
      },
    );
    const { ticket, user } = await openDesk(backend);

    await user.click(await ticket.findByRole('button', { name: /Buy Fall/ }));

    const result = screen.getByRole('status', { name: 'Trade result' });
    await waitFor(() => expect(result).toHaveTextContent(/Denied by our rules/));
    expect(result).toHaveTextContent(/Nothing was debited/);
    expect(within(result).getByText('See the evidence')).toBeVisible();
  });

  test('an answer that stays lost is not called a refusal', async () => {
    const backend = new MockBackend(
      { signedIn: true },
      { 'POST trades/execute': () => problem(500, 'INTERNAL', 'Broken') },
    );
    const { ticket, user } = await openDesk(backend);

    await user.click(await ticket.findByRole('button', { name: /Buy Rise/ }));

    expect(await screen.findByText(/may have been bought/, {}, { timeout: 10_000 })).toBeVisible();
    expect(screen.queryByText(/Nothing was debited/)).toBeNull();
  });

  test('a balance update changes the balance shown', async () => {
    const { sockets } = await openDesk();
    await screen.findByRole('option', { name: 'Demo · $10,000.00' });

    act(() =>
      sockets[0]?.receive({
        type: 'balance_update',
        seq: 1,
        data: {
          account_id: 'acc-demo',
          balance: '9990.00',
          currency: 'USD',
          change: '-10.00',
          reason: 'stake',
        },
      }),
    );

    expect(await screen.findByRole('option', { name: 'Demo · $9,990.00' })).toBeInTheDocument();
  });
});

test('the price and its age are shown as the socket tells them', async () => {
  const { sockets } = await openDesk();

  act(() => sockets[0]?.tick('R_100', Math.floor(Date.now() / 1000) - 3, '1834.56'));

  expect(screen.getByLabelText('Current price')).toHaveTextContent('1834.56');
  expect(screen.getByLabelText('Price age')).toHaveTextContent(/[34] s old/);
  expect(screen.getByRole('status', { name: 'Connection' })).toHaveTextContent('Live');
});

test('the symbol search works by keyboard alone', async () => {
  const { user, router } = await openDesk();
  const box = screen.getByRole('combobox', { name: 'Symbol' });

  await user.click(box);
  await user.keyboard('volatility{ArrowDown}{Enter}');

  expect(router.state.location.search).toBe('?symbol=R_50');
  await waitFor(() => expect(box).toHaveValue('Volatility 50 Index'));
});
