const PATHS = {
  rise: 'M12 5l8 14H4z',
  fall: 'M12 19L4 5h16z',
  bell: 'M6 16V11a6 6 0 1112 0v5l2 2H4zM10 20a2 2 0 004 0',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  moon: 'M20 14a8 8 0 01-10-10 8 8 0 1010 10z',
  check: 'M5 13l4 4L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3 2',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8z M8 12h8',
  undo: 'M9 7L4 12l5 5M4 12h10a6 6 0 016 6',
  home: 'M4 11l8-7 8 7v9h-6v-6h-4v6H4z',
  chart: 'M4 20V4M4 20h16M8 15l4-5 3 3 5-7',
  engine: 'M13 3L5 14h6l-1 7 8-11h-6z',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  wallet: 'M4 7h14a2 2 0 012 2v8a2 2 0 01-2 2H6a2 2 0 01-2-2zM4 7a2 2 0 012-2h10v2M16 13h.01',
  people:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 20a6 6 0 0112 0M16 4.5a3.5 3.5 0 010 6.5M17 14a6 6 0 014 6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4 4',
  exit: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H10',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  chevron: 'M9 6l6 6-6 6',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(['rise', 'fall']);

interface IconProps {
  name: IconName;
  className?: string;
}

/** Decorate text with a drawn sign; it says nothing to assistive technology. */
export function Icon({ name, className = 'size-5' }: IconProps) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
