import * as z from 'zod/mini';

export const PASSWORD_RULE = 'At least 10 characters. A few unrelated words work well.';

const email = z.email('Enter an e-mail address such as ada@example.com.');
const username = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^[A-Za-z][A-Za-z0-9_]{2,29}$/,
      'Use 3 to 30 letters, digits or underscores, beginning with a letter.',
    ),
  );
const country = z.string().check(z.minLength(2, 'Choose the country you live in.'));
const consent = z.literal(true, 'You need to accept these terms to open an account.');

export const loginSchema = z.object({
  login: z.string().check(z.trim(), z.minLength(1, 'Enter your e-mail or username.')),
  password: z.string().check(z.minLength(1, 'Enter your password.')),
});

export const signupSchema = z.object({
  email,
  username,
  password: z
    .string()
    .check(
      z.minLength(10, 'Use at least 10 characters.'),
      z.maxLength(128, 'Use at most 128 characters.'),
    ),
  country,
  consent,
});

export const profileSchema = z.object({ email, username, country, consent });

export type LoginValues = z.infer<typeof loginSchema>;
export type SignupValues = z.infer<typeof signupSchema>;
export type ProfileValues = z.infer<typeof profileSchema>;
