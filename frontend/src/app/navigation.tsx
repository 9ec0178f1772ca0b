import { NavLink } from 'react-router';
import { Icon, type IconName } from '@/components/icon';

const PAGES: { to: string; label: string; icon: IconName }[] = [
  { to: '/dashboard', label: 'Dashboard', icon: 'home' },
  { to: '/trade', label: 'Trade', icon: 'chart' },
  { to: '/engine', label: 'Engine', icon: 'engine' },
  { to: '/history', label: 'History', icon: 'list' },
  { to: '/accounts', label: 'Accounts', icon: 'wallet' },
  { to: '/affiliate', label: 'Affiliate', icon: 'people' },
];

export function TopNavigation() {
  return (
    <nav aria-label="Main" className="ml-4 hidden gap-1 md:flex">
      {PAGES.map(({ to, label }) => (
        <NavLink
          key={to}
          to={to}
          className="rounded-lg px-3 py-2 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

export function BottomNavigation() {
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-6 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PAGES.map(({ to, label, icon }) => (
        <NavLink
          key={to}
          to={to}
          className="grid justify-items-center gap-0.5 py-2 text-[0.6875rem] font-medium text-muted aria-[current=page]:text-accent"
        >
          <Icon name={icon} />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
