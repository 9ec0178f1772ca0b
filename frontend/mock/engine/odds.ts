import type { Account, Odds, OddsIn } from '../../src/lib/api/types.ts';

const NET_RATIO = 0.76;
const FIBONACCI = [1, 1, 2, 3, 5, 8, 13, 21];

function stopChance(winRate: number, trades: number, losses: number): number {
  let streaks = [1, ...Array<number>(losses - 1).fill(0)];
  let stopped = 0;
  for (let trade = 0; trade < trades; trade += 1) {
    stopped += (streaks.at(-1) ?? 0) * (1 - winRate);
    const alive = streaks.reduce((sum, each) => sum + each, 0);
    streaks = [alive * winRate, ...streaks.slice(0, -1).map((each) => each * (1 - winRate))];
  }
  return stopped;
}

/** State a plan's odds as the API does, at a fixed payout. */
export function oddsOf({ staking, win_rate, trades }: OddsIn, account: Account): Odds {
  const losses = account.limits.max_consecutive_losses;
  const winRate = Number(win_rate);
  const base = Number(staking.stake);
  const stakes = FIBONACCI.slice(0, losses).map((times) =>
    staking.kind === 'fibonacci' ? base * times : base,
  );
  const sum = (count: number) => stakes.slice(0, count).reduce((total, each) => total + each, 0);
  const lose = 1 - winRate;
  const expected = stakes.reduce((total, _, index) => total + lose ** -(index + 1), 0);
  return {
    trades,
    win_rate: winRate.toFixed(4),
    losses_in_a_row: losses,
    stop_chance: stopChance(winRate, trades, losses).toFixed(4),
    expected_trades_to_stop: lose === 0 ? null : expected.toFixed(1),
    streak_stakes: stakes.map((each) => each.toFixed(2)),
    streak_loss: sum(losses).toFixed(2),
    worst_day: account.limits.daily_loss_limit,
    wins_cover: stakes.slice(1).map((each, index) => each * NET_RATIO >= sum(index + 1)),
    net_ratio: NET_RATIO.toFixed(4),
    payout_source: 'last_price',
  };
}
