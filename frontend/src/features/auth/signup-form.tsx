import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { Button } from '@/components/button';
import { CheckField, TextField } from '@/components/field';
import { ErrorNote } from '@/components/states';
import { useSignup } from './api/signup';
import { ConsentText } from './consent-text';
import { CountryField } from './country-field';
import { PASSWORD_RULE, signupSchema, type SignupValues } from './schemas';
import { showServerErrors } from './server-errors';

const FIELDS = ['email', 'username', 'password', 'country'] as const;

function useSignupForm(referredBy: string | undefined) {
  const signup = useSignup();
  const navigate = useNavigate();
  const { register, handleSubmit, setError, formState } = useForm<SignupValues>({
    resolver: zodResolver(signupSchema),
  });
  const { errors } = formState;
  const submit = handleSubmit(({ consent, ...user }) =>
    signup.mutate(
      { ...user, referredBy },
      {
        onSuccess: () => navigate('/dashboard', { replace: true }),
        onError: (error) => void showServerErrors(error, FIELDS, setError),
      },
    ),
  );
  const formError = FIELDS.some((field) => errors[field]) ? null : signup.error;
  return { register, submit, errors, formError, isPending: signup.isPending };
}

export function SignupForm({ referredBy }: { referredBy: string | undefined }) {
  const { register, submit, errors, formError, isPending } = useSignupForm(referredBy);
  return (
    <form noValidate aria-label="Open your account" className="grid gap-4" onSubmit={submit}>
      <TextField
        label="E-mail"
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...register('email')}
      />
      <TextField
        label="Username"
        autoComplete="username"
        autoCapitalize="none"
        error={errors.username?.message}
        {...register('username')}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={PASSWORD_RULE}
        error={errors.password?.message}
        {...register('password')}
      />
      <CountryField error={errors.country?.message} {...register('country')} />
      <CheckField
        label={<ConsentText />}
        error={errors.consent?.message}
        {...register('consent')}
      />
      {formError && <ErrorNote error={formError} />}
      <Button type="submit" isBusy={isPending}>
        Open account
      </Button>
    </form>
  );
}
