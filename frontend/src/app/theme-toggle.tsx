import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { setTheme, useTheme } from '@/lib/theme';

export function ThemeToggle() {
  const next = useTheme() === 'dark' ? 'light' : 'dark';
  return (
    <Button
      variant="ghost"
      size="small"
      aria-label={`Switch to ${next} theme`}
      onClick={() => setTheme(next)}
    >
      <Icon name={next === 'light' ? 'sun' : 'moon'} />
    </Button>
  );
}
