import { Link } from 'react-router';
import { buttonStyle } from '@/components/button-style';
import { Icon, type IconName } from '@/components/icon';

const POINTS: { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'chart',
    title: 'The cost before the click',
    text: 'Payout, commission, partner markup and the win rate you need to break even stand beside the button, for every trade.',
  },
  {
    icon: 'stop',
    title: 'Limits that hold',
    text: 'Daily loss, losses in a row, stake and exposure are checked on the server for every trade. Tightening acts at once; loosening waits a day.',
  },
  {
    icon: 'people',
    title: 'Three strategies, one vote',
    text: 'Breakout, momentum and scalping each say what they see and why. You read the facts before you trade, and afterwards.',
  },
  {
    icon: 'list',
    title: 'Every cent on record',
    text: 'Balances equal the sum of their entries. Each trade keeps its prices, its decision and its fees for you to check.',
  },
];

const STEPS = [
  'Open an account: a demo account with $10,000 of practice money comes with it.',
  'Watch a live price, choose a stake and an expiry, and say rise or fall.',
  'When you know what you do, link your own Deriv account. Deriv holds the money; Nexus never does.',
];

export default function LandingPage() {
  return (
    <>
      <section className="mx-auto grid max-w-6xl gap-6 px-4 py-14 sm:py-20">
        <h1 className="max-w-3xl text-4xl leading-tight font-bold sm:text-5xl">
          Trade rise or fall, with the odds in plain sight.
        </h1>
        <p className="max-w-2xl text-lg text-muted">
          Nexus trades short rise/fall contracts through Deriv: by hand, with every cost shown
          first, and within limits that cannot be talked out of.
        </p>
        <div className="flex flex-wrap gap-3">
          <Link to="/signup" className={buttonStyle('primary', 'large')}>
            Open a free demo account
          </Link>
          <Link to="/login" className={buttonStyle('secondary', 'large')}>
            Log in
          </Link>
        </div>
        <RiskWarning />
      </section>
      <WhatYouGet />
      <HowItStarts />
    </>
  );
}

function RiskWarning() {
  return (
    <p className="flex max-w-2xl gap-3 rounded-lg border border-warn bg-warn-soft p-4 text-sm text-warn">
      <Icon name="warning" className="size-5" />
      <span>
        <strong>Know the risk.</strong> A lost trade costs the whole stake, and a won one pays less
        than the stake again. Most people who trade often lose money over time. Never trade with
        money you need.
      </span>
    </p>
  );
}

function WhatYouGet() {
  return (
    <section aria-labelledby="why" className="border-y bg-surface">
      <div className="mx-auto grid max-w-6xl gap-8 px-4 py-14">
        <h2 id="why" className="text-2xl font-bold">
          What you get
        </h2>
        <ul className="grid gap-8 sm:grid-cols-2">
          {POINTS.map(({ icon, title, text }) => (
            <li key={title} className="flex gap-4">
              <span className="grid size-10 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent">
                <Icon name={icon} />
              </span>
              <div className="grid content-start gap-1">
                <h3 className="font-semibold">{title}</h3>
                <p className="text-muted">{text}</p>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function HowItStarts() {
  return (
    <section aria-labelledby="how" className="mx-auto grid max-w-6xl gap-6 px-4 py-14">
      <h2 id="how" className="text-2xl font-bold">
        How it starts
      </h2>
      <ol className="grid gap-4 sm:grid-cols-3">
        {STEPS.map((step, index) => (
          <li key={step} className="grid content-start gap-2 rounded-card border bg-surface p-5">
            <span aria-hidden="true" className="text-sm font-bold text-accent">
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      <p className="text-muted">
        Bringing clients?{' '}
        <Link to="/signup" className="font-semibold text-accent underline">
          Every account has a partner link
        </Link>{' '}
        with clicks, sign-ups and earnings visible as they happen.
      </p>
    </section>
  );
}
