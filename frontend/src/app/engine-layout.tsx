import { NavLink, Outlet } from 'react-router';

const TABS = [
  { to: '/engine/signals', label: 'Signals' },
  { to: '/engine/sessions', label: 'Sessions' },
  { to: '/engine/backtests', label: 'Backtests' },
  { to: '/engine/risk', label: 'Risk' },
];

/** The pages of automatic trading, side by side. */
export function EngineLayout() {
  return (
    <>
      <nav aria-label="Automatic trading" className="mb-4 flex gap-1 overflow-x-auto border-b">
        {TABS.map(({ to, label }) => (
          <NavLink
            key={to}
            to={to}
            className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium whitespace-nowrap text-muted no-underline hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent"
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
