import { Link, useSearchParams } from 'react-router';
import { AuthFrame } from './auth-frame';
import { DerivButton } from './deriv-button';
import { SignupForm } from './signup-form';

export default function SignupPage() {
  const [query] = useSearchParams();
  const referredBy = query.get('ref') ?? undefined;
  return (
    <AuthFrame
      title="Open your account"
      lead={
        <>
          You start with a demo account holding $10,000 of practice money. Already registered?{' '}
          <Link to="/login" className="font-semibold text-accent underline">
            Log in
          </Link>
        </>
      }
    >
      {referredBy && (
        <p className="rounded-lg bg-accent-soft p-3 text-sm">
          Invited by partner <strong>{referredBy}</strong>. Partners earn from your winning trades;
          every charge is shown before you trade.
        </p>
      )}
      <SignupForm referredBy={referredBy} />
      <DerivButton intent="signup" referredBy={referredBy} />
    </AuthFrame>
  );
}
