import type { ReactNode } from 'react';
import { ApiProblem } from '@/lib/api/problem';
import { explainReason } from '@/lib/format/words';
import { Button } from './button';
import { classNames } from './class-names';
import { Icon } from './icon';

/** Hold the place of what is loading. */
export function Skeleton({ className = 'h-6' }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={classNames('animate-pulse rounded-md bg-sunken', className)}
    />
  );
}

/** Hold the place of a list and say to everyone that it is loading. */
export function SkeletonList({ rows = 3, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className="h-12" />
      ))}
    </div>
  );
}

/** Say that there is nothing yet, and what to do about it. */
export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-2 py-6 text-center">
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-prose text-sm text-muted">{children}</div>}
    </div>
  );
}

interface ErrorNoteProps {
  error: unknown;
  onRetry?: () => unknown;
}

/** Say what went wrong in words, with a way to try again. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-lg bg-fall-soft p-3 text-sm"
    >
      <Icon name="warning" className="size-5 text-fall" />
      <p className="min-w-0 flex-1">{describeError(error)}</p>
      {onRetry && (
        <Button size="small" variant="secondary" onClick={() => void onRetry()}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Put any thrown value into words for a person. */
export function describeError(error: unknown): string {
  if (error instanceof ApiProblem) return explainReason(error.code, error.message);
  return error instanceof Error ? error.message : 'Something went wrong.';
}
