import { useEffect, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { CheckField, TextField } from '@/components/field';
import { ErrorNote, SkeletonList } from '@/components/states';
import type { Odds } from '@/lib/api/types';
import { formatMoney, formatPercent } from '@/lib/format/money';
import { useOdds } from './api/post-odds';
import { oddsBody, type Guess, type SessionValues } from './form-values';

interface OddsCardProps {
  accountId: string;
  currency: string;
}

/** The exact odds of a Fibonacci plan, to be seen before it can be armed. */
export function OddsCard({ accountId, currency }: OddsCardProps) {
  const { control } = useFormContext<SessionValues>();
  const values = useWatch({ control }) as SessionValues;
  const [guess, setGuess] = useState<Guess>({ winRate: '50', trades: '50' });
  const body = oddsBody(values, accountId, guess);
  const { data, error } = useOdds(body);
  useDisarm(`${values.stake} ${values.expiry_minutes} ${values.symbols[0] ?? ''}`);
  return (
    <section
      aria-label="Odds of this plan"
      className="grid gap-3 rounded-lg border border-warn bg-warn-soft p-3"
    >
      <h3 className="font-semibold">The odds of Fibonacci staking</h3>
      <p className="text-sm">
        After each loss the stake grows by 1, 1, 2, 3, 5 times the base; a win starts anew. Larger
        stakes do not make a win more likely. Try a win rate and a number of trades:
      </p>
      <GuessFields guess={guess} onChange={setGuess} />
      {body && error && <ErrorNote error={error} />}
      {body && !error && !data && <SkeletonList rows={2} label="Computing" />}
      {!body && (
        <p role="status" className="text-sm font-medium">
          {values.symbols.length
            ? 'Give a base stake, a win rate from 0 to 100 and 1 to 10000 trades to see the odds.'
            : 'Add a symbol to see the odds.'}
        </p>
      )}
      {body && data && <OddsText odds={data} currency={currency} />}
      <Arm isReady={Boolean(body && data)} />
    </section>
  );
}

interface GuessFieldsProps {
  guess: Guess;
  onChange: (guess: Guess) => void;
}

function GuessFields({ guess, onChange }: GuessFieldsProps) {
  return (
    <div className="grid grid-cols-2 items-end gap-3">
      <TextField
        label="Win rate (%)"
        inputMode="decimal"
        value={guess.winRate}
        onChange={(event) => onChange({ ...guess, winRate: event.target.value })}
      />
      <TextField
        label="Number of trades"
        inputMode="numeric"
        value={guess.trades}
        onChange={(event) => onChange({ ...guess, trades: event.target.value })}
      />
    </div>
  );
}

// Consent is to the odds that were shown; another plan has others.
function useDisarm(plan: string): void {
  const { setValue } = useFormContext<SessionValues>();
  useEffect(() => setValue('odds_accepted', false), [plan, setValue]);
}

function Arm({ isReady }: { isReady: boolean }) {
  const { register, formState } = useFormContext<SessionValues>();
  return (
    <CheckField
      label="I have seen these odds and want this plan."
      disabled={!isReady}
      error={formState.errors.odds_accepted?.message}
      {...register('odds_accepted', {
        validate: (isSeen) => isSeen || 'Look at the odds and tick this to arm the plan.',
      })}
    />
  );
}

function OddsText({ odds, currency }: { odds: Odds; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  const streak = odds.losses_in_a_row;
  return (
    <div className="grid gap-3">
      <dl className="grid gap-3 sm:grid-cols-3">
        <Figure label={`${streak} losses in a row within ${odds.trades} trades`}>
          {formatPercent(odds.stop_chance, 1)}
        </Figure>
        <Figure label="Such a streak loses">{money(odds.streak_loss)}</Figure>
        <Figure label="Worst day">{money(odds.worst_day)}</Figure>
      </dl>
      <ul className="grid list-disc gap-1.5 pl-5 text-sm">
        <li>
          At a win rate of {formatPercent(odds.win_rate)} the streak comes
          {odds.expected_trades_to_stop
            ? ` after ${odds.expected_trades_to_stop} trades on average`
            : ' never'}
          . Trading on the account halts then.
        </li>
        <li>It stakes {odds.streak_stakes.map(money).join(', ')}.</li>
        <li>The worst day ends at your daily loss limit or your balance, whichever is less.</li>
        <li>{coverWords(odds)}</li>
      </ul>
    </div>
  );
}

function Figure({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt className="text-sm">{label}</dt>
      <dd className="tabular text-xl font-bold">{children}</dd>
    </div>
  );
}

function coverWords({ wins_cover, net_ratio, payout_source }: Odds): string {
  const priced = payout_source === 'last_price' ? 'at the last price' : 'at an assumed payout';
  const gain = `A win keeps ${formatPercent(net_ratio, 1)} of its stake after fees (${priced})`;
  const short = wins_cover.flatMap((covers, index) => (covers ? [] : [index + 1]));
  if (!short.length) return `${gain}: it makes up for the losses before it.`;
  const losses = short.length === 1 && short[0] === 1 ? 'loss' : 'losses in a row';
  return `${gain}: after ${new Intl.ListFormat('en', { type: 'disjunction' }).format(short.map(String))} ${losses} a win does not make up for what was lost.`;
}
