import type { ReactNode } from 'react';

interface StatProps {
  label: string;
  children: ReactNode;
  note?: ReactNode;
}

/** One number with its name. */
export function Stat({ label, children, note }: StatProps) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="tabular mt-0.5 text-xl font-semibold">{children}</dd>
      {note && <dd className="text-sm text-muted">{note}</dd>}
    </div>
  );
}
