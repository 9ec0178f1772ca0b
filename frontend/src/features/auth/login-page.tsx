import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { ErrorNote } from '@/components/states';
import { useLogin } from './api/login';
import { AuthFrame } from './auth-frame';
import { DerivButton } from './deriv-button';
import { loginSchema, type LoginValues } from './schemas';

export default function LoginPage() {
  return (
    <AuthFrame
      title="Log in"
      lead={
        <>
          New here?{' '}
          <Link to="/signup" className="font-semibold text-accent underline">
            Open a free account
          </Link>
        </>
      }
    >
      <LoginForm />
      <DerivButton intent="login" />
    </AuthFrame>
  );
}

function LoginForm() {
  const login = useLogin();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const goOn = () => navigate(safePath(query.get('next')), { replace: true });
  const { register, handleSubmit, formState } = useForm<LoginValues>({
    resolver: zodResolver(loginSchema),
  });
  return (
    <form
      noValidate
      aria-label="Log in"
      className="grid gap-4"
      onSubmit={handleSubmit((values) => login.mutate(values, { onSuccess: goOn }))}
    >
      <TextField
        label="E-mail or username"
        autoComplete="username"
        autoCapitalize="none"
        error={formState.errors.login?.message}
        {...register('login')}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        error={formState.errors.password?.message}
        {...register('password')}
      />
      {login.isError && <ErrorNote error={login.error} />}
      <Button type="submit" isBusy={login.isPending}>
        Log in
      </Button>
    </form>
  );
}

// Only a path of our own: never leave the site on the word of a query.
function safePath(next: string | null): string {
  return next && /^\/(?!\/|\\)/.test(next) ? next : '/dashboard';
}
