import { classNames } from './class-names';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  ghost: 'text-ink hover:bg-sunken',
  danger: 'border border-fall text-fall hover:bg-fall-soft',
  rise: 'bg-rise text-on-rise hover:opacity-90',
  fall: 'bg-fall text-on-fall hover:opacity-90',
} as const;

const SIZES = {
  small: 'min-h-9 px-3 text-sm',
  medium: 'min-h-11 px-4 text-base',
  large: 'min-h-13 px-5 text-lg',
} as const;

export type ButtonVariant = keyof typeof VARIANTS;
export type ButtonSize = keyof typeof SIZES;

/** Style a button, or a link that leads on like one. */
export function buttonStyle(
  variant: ButtonVariant = 'primary',
  size: ButtonSize = 'medium',
  extra?: string,
): string {
  return classNames(
    'inline-flex items-center justify-center gap-2 rounded-lg font-semibold no-underline transition',
    'disabled:cursor-not-allowed disabled:opacity-55',
    VARIANTS[variant],
    SIZES[size],
    extra,
  );
}
