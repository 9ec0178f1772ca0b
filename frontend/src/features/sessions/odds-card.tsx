import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { CheckField, TextField } from '@/components/field';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { Odds } from '@/lib/api/types';
import { formatMoney, formatPercent } from '@/lib/format/money';
import { useOdds } from './api/post-odds';
import { oddsBody, type SessionValues } from './form-values';

interface OddsCardProps {
  accountId: string;
  currency: string;
}

/** The exact odds of a Fibonacci plan, to be seen before it can be armed. */
export function OddsCard({ accountId, currency }: OddsCardProps) {
  const { register, control } = useFormContext<SessionValues>();
  const values = useWatch({ control }) as SessionValues;
  const [winRate, setWinRate] = useState('50');
  const [trades, setTrades] = useState('50');
  const { data, error } = useOdds(oddsBody(values, accountId, { winRate, trades }));
  return (
    <section
      aria-label="Odds of this plan"
      className="grid gap-3 rounded-lg border border-warn bg-warn-soft p-3"
    >
      <h3 className="font-semibold">The odds of Fibonacci staking</h3>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Win rate (%)"
          inputMode="decimal"
          value={winRate}
          onChange={(event) => setWinRate(event.target.value)}
        />
        <TextField
          label="Number of trades"
          inputMode="numeric"
          value={trades}
          onChange={(event) => setTrades(event.target.value)}
        />
      </div>
      {error && <ErrorNote error={error} />}
      {!error && !data && values.symbols.length === 0 && (
        <p className="text-sm">Choose a symbol to see the odds.</p>
      )}
      {!error && !data && values.symbols.length > 0 && <SkeletonList rows={2} label="Computing" />}
      {data && <OddsText odds={data} currency={currency} />}
      <CheckField
        label="I have seen these odds and want this plan."
        disabled={!data}
        {...register('odds_accepted')}
      />
    </section>
  );
}

function OddsText({ odds, currency }: { odds: Odds; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  const streak = odds.losses_in_a_row;
  return (
    <ul className="grid list-disc gap-1.5 pl-5 text-sm">
      <li>
        Chance of {streak} losses in a row in {odds.trades} trades at a win rate of{' '}
        {formatPercent(odds.win_rate)}: <strong>{formatPercent(odds.stop_chance, 1)}</strong>
        {odds.expected_trades_to_stop &&
          `, on average after ${odds.expected_trades_to_stop} trades`}
        . Trading halts then.
      </li>
      <li>
        Such a streak stakes {odds.streak_stakes.map(money).join(', ')} and loses{' '}
        <strong>{money(odds.streak_loss)}</strong>.
      </li>
      <li>
        The worst day loses <strong>{money(odds.worst_day)}</strong>: your daily limit stops there.
      </li>
      <li>{coverWords(odds)}</li>
    </ul>
  );
}

function coverWords({ wins_cover, net_ratio, payout_source }: Odds): string {
  const priced = payout_source === 'last_price' ? 'the last price' : 'an assumed price';
  const gain = `A win keeps ${formatPercent(net_ratio, 1)} of its stake after fees (${priced})`;
  const short = wins_cover.findIndex((covers) => !covers);
  if (short < 0) return `${gain}: it makes up for the losses before it.`;
  const after = wins_cover.flatMap((covers, index) => (covers ? [] : [index + 1]));
  return `${gain}: after ${after.join(', ')} losses in a row a win does not make up for them.`;
}
