import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ErrorNote, SkeletonList } from '@/components/states';
import { readOAuthIntent } from '@/lib/endpoints/get-oauth-authorize';
import { completeOAuth } from './api/oauth-callback';
import { AuthFrame } from './auth-frame';
import { ProfileForm } from './profile-form';
import { WithdrawalOutcome } from './withdrawal-outcome';

/** Where Deriv sends the browser back to; the code is used once. */
export default function OAuthCallbackPage() {
  const [query] = useSearchParams();
  const refusal = query.get('error_description') ?? query.get('error');
  const code = query.get('code');
  const state = query.get('state');
  if (refusal) return <Refused why={new Error(refusal)} />;
  if (!code || !state) return <Refused why={new Error('The answer from Deriv is incomplete.')} />;
  return <Completing code={code} state={state} />;
}

function Completing({ code, state }: { code: string; state: string }) {
  const callback = useQuery({
    queryKey: ['oauth', 'callback', state],
    queryFn: () => completeOAuth(code, state),
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useLeaveWhen(callback.data?.kind === 'done');

  if (callback.isError) return <Refused why={callback.error} />;
  if (callback.data?.kind === 'profile-required')
    return <ProfileForm token={callback.data.token} />;
  if (callback.data?.kind === 'withdrawn')
    return <WithdrawalOutcome withdrawal={callback.data.withdrawal} />;
  return (
    <AuthFrame title="Connecting to Deriv">
      <SkeletonList rows={2} label="Connecting to Deriv" />
    </AuthFrame>
  );
}

function useLeaveWhen(isDone: boolean): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!isDone) return;
    void navigate(readOAuthIntent() === 'link' ? '/accounts' : '/dashboard', { replace: true });
  }, [isDone, navigate]);
}

function Refused({ why }: { why: Error }) {
  return (
    <AuthFrame title="Deriv was not connected">
      <ErrorNote error={why} />
      <Link to="/accounts" className="font-semibold text-accent underline">
        Back to accounts
      </Link>
    </AuthFrame>
  );
}
