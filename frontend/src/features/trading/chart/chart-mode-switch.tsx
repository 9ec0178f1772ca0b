import { classNames } from '@/components/class-names';
import type { ChartMode } from './price-series';

const MODES: { mode: ChartMode; label: string }[] = [
  { mode: 'candles', label: 'Candles' },
  { mode: 'ticks', label: 'Ticks' },
];

interface ChartModeSwitchProps {
  mode: ChartMode;
  onChange: (mode: ChartMode) => void;
}

export function ChartModeSwitch({ mode, onChange }: ChartModeSwitchProps) {
  return (
    <div
      role="group"
      aria-label="Chart type"
      className="ml-auto flex gap-1 rounded-lg bg-sunken p-1"
    >
      {MODES.map((choice) => (
        <button
          key={choice.mode}
          type="button"
          aria-pressed={choice.mode === mode}
          onClick={() => onChange(choice.mode)}
          className={classNames(
            'min-h-8 rounded-md px-3 text-sm font-semibold',
            choice.mode === mode ? 'bg-surface text-ink shadow-card' : 'text-muted',
          )}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
