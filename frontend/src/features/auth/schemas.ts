import { z } from 'zod';

export const PASSWORD_RULE = 'At least 10 characters. A few unrelated words work well.';

const email = z.email('Enter an e-mail address such as ada@example.com.');
const username = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{2,29}$/,
    'Use 3 to 30 letters, digits or underscores, beginning with a letter.',
  );
const country = z.string().min(2, 'Choose the country you live in.');
const consent = z.literal(true, 'You need to accept these terms to open an account.');

export const loginSchema = z.object({
  login: z.string().trim().min(1, 'Enter your e-mail or username.'),
  password: z.string().min(1, 'Enter your password.'),
});

export const signupSchema = z.object({
  email,
  username,
  password: z
    .string()
    .min(10, 'Use at least 10 characters.')
    .max(128, 'Use at most 128 characters.'),
  country,
  consent,
});

export const profileSchema = z.object({ email, username, country, consent });

export type LoginValues = z.infer<typeof loginSchema>;
export type SignupValues = z.infer<typeof signupSchema>;
export type ProfileValues = z.infer<typeof profileSchema>;
