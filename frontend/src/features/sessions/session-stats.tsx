import type { ReactNode } from 'react';
import { Meter } from '@/components/meter';
import { Money, SignedMoney } from '@/components/money';
import { Stat } from '@/components/stat';
import { Time } from '@/components/time';
import type { EngineSession } from '@/lib/api/types';
import { formatMoney } from '@/lib/format/money';
import { toWords } from '@/lib/format/words';
import { nextCheckWords, stakingWords } from './session-words';

interface SessionStatsProps {
  session: EngineSession;
  currency: string;
}

/** The numbers of a session, its limits as meters, and what it is made of. */
export function SessionStats({ session, currency }: SessionStatsProps) {
  return (
    <>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Stat label="Result so far">
          <SignedMoney amount={session.result} currency={currency} />
        </Stat>
        <Stat label="Trades" note={`${session.won} won, ${session.lost} lost`}>
          {session.trades}
        </Stat>
        <Stat label="At stake">
          <Money amount={session.open_stakes} currency={currency} />
        </Stat>
      </dl>
      <LossMeter session={session} currency={currency} />
      <dl className="grid gap-1 text-sm">
        {facts(session, currency).map(([name, value]) => (
          <div key={name} className="flex flex-wrap justify-between gap-x-3">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function LossMeter({ session, currency }: SessionStatsProps) {
  const { result, open_stakes, settings } = session;
  const lost = Math.max(0, -Number(result));
  const most = settings.limits.max_loss;
  return (
    <Meter
      label="Loss limit of the session, open stakes counted as lost"
      share={(lost + Number(open_stakes)) / Number(most)}
      text={`${formatMoney(lost.toFixed(2), currency)} lost and ${formatMoney(open_stakes, currency)} at stake of ${formatMoney(most, currency)}`}
    />
  );
}

function facts(session: EngineSession, currency: string): [string, ReactNode][] {
  const { settings, ends_at, hash, decisions } = session;
  const { limits, hours, strategies, expiry_minutes, symbols } = settings;
  const weighed = strategies.map(({ name, weight }) => `${toWords(name)} ×${weight}`);
  const found: [string, ReactNode][] = [
    ['Next check', nextCheckWords(session)],
    ['Symbols', symbols.join(', ')],
    ['Strategies', weighed.join(', ')],
    ['Contract', `${expiry_minutes} min`],
    ['Stake', stakingWords(session, currency)],
    ['Schedule (UTC)', hours.length ? hours.join(', ') : 'always'],
  ];
  if (limits.take_profit)
    found.push([
      'Stops at a profit of',
      <Money key="p" amount={limits.take_profit} currency={currency} />,
    ]);
  if (limits.max_trades) found.push(['Most trades', limits.max_trades]);
  if (ends_at) found.push(['Ends by', <Time key="t" iso={ends_at} />]);
  found.push([
    decisions === 1 ? 'Hash of 1 decision' : `Hash of ${decisions} decisions`,
    <code key="h" className="text-xs">
      {hash.slice(0, 16)}
    </code>,
  ]);
  return found;
}
