import type { ReactNode } from 'react';

interface PageTitleProps {
  children: ReactNode;
  aside?: ReactNode;
}

export function PageTitle({ children, aside }: PageTitleProps) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
      <h1 className="text-2xl font-bold">{children}</h1>
      {aside}
    </div>
  );
}
