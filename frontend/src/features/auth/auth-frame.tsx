import type { ReactNode } from 'react';

interface AuthFrameProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** The narrow column every sign-in page shares. */
export function AuthFrame({ title, lead, children }: AuthFrameProps) {
  return (
    <div className="mx-auto grid w-full max-w-md gap-5 px-4 py-10">
      <div className="grid gap-2">
        <h1 className="text-2xl font-bold">{title}</h1>
        {lead && <p className="text-muted">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
