import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { Button } from '@/components/button';
import { CheckField, TextField } from '@/components/field';
import { ErrorNote } from '@/components/states';
import { useCompleteProfile } from './api/complete-profile';
import { AuthFrame } from './auth-frame';
import { ConsentText } from './consent-text';
import { CountryField } from './country-field';
import { profileSchema, type ProfileValues } from './schemas';
import { showServerErrors } from './server-errors';

const FIELDS = ['email', 'username', 'country'] as const;

function useProfileForm(token: string) {
  const navigate = useNavigate();
  const complete = useCompleteProfile();
  const { register, handleSubmit, setError, formState } = useForm<ProfileValues>({
    resolver: zodResolver(profileSchema),
  });
  const submit = handleSubmit(({ consent, ...profile }) =>
    complete.mutate(
      { token, ...profile },
      {
        onSuccess: () => navigate('/dashboard', { replace: true }),
        onError: (error) => void showServerErrors(error, FIELDS, setError),
      },
    ),
  );
  return { register, submit, errors: formState.errors, complete };
}

/** Ask a newcomer from Deriv for what Deriv does not tell. */
export function ProfileForm({ token }: { token: string }) {
  const { register, submit, errors, complete } = useProfileForm(token);
  return (
    <AuthFrame title="One last step" lead="Deriv does not share these, and we need them once.">
      <form noValidate aria-label="Complete your profile" className="grid gap-4" onSubmit={submit}>
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
        <CountryField error={errors.country?.message} {...register('country')} />
        <CheckField
          label={<ConsentText />}
          error={errors.consent?.message}
          {...register('consent')}
        />
        {complete.isError && <ErrorNote error={complete.error} />}
        <Button type="submit" isBusy={complete.isPending}>
          Finish
        </Button>
      </form>
    </AuthFrame>
  );
}
