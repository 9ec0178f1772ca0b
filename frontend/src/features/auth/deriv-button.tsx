import { useMutation } from '@tanstack/react-query';
import { Button } from '@/components/button';
import { ErrorNote } from '@/components/states';
import { goToDeriv, type OAuthIntent } from '@/lib/endpoints/get-oauth-authorize';

interface DerivButtonProps {
  intent: OAuthIntent;
  referredBy?: string | undefined;
}

export function DerivButton({ intent, referredBy }: DerivButtonProps) {
  const leave = useMutation({ mutationFn: () => goToDeriv(intent, referredBy) });
  return (
    <div className="grid gap-2">
      <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <Button variant="secondary" isBusy={leave.isPending} onClick={() => leave.mutate()}>
        Continue with Deriv
      </Button>
      {leave.isError && <ErrorNote error={leave.error} />}
    </div>
  );
}
