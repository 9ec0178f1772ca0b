import { useFormContext, useWatch, Controller } from 'react-hook-form';
import { SelectField, TextField } from '@/components/field';
import type { BacktestOptions } from '@/lib/api/types';
import { wholeRule } from '@/lib/engine/rules';
import type { BacktestValues } from './form-values';

const SOURCES: Record<BacktestOptions['sources'][number], string> = {
  history: 'The broker’s history',
  csv: 'My own file (CSV)',
  synthetic: 'A random walk (no market)',
};

/** Which prices the strategies are tried on. */
export function SourceFields({ options }: { options: BacktestOptions }) {
  const { register, control } = useFormContext<BacktestValues>();
  const source = useWatch({ control, name: 'source' });
  return (
    <>
      <SelectField label="Prices from" {...register('source')}>
        {options.sources.map((each) => (
          <option key={each} value={each}>
            {SOURCES[each]}
          </option>
        ))}
      </SelectField>
      {source === 'history' && <RangeFields options={options} />}
      {source === 'csv' && <FileField options={options} />}
      {source === 'synthetic' && <WalkFields options={options} />}
    </>
  );
}

function RangeFields({ options }: { options: BacktestOptions }) {
  const { register, formState, getValues } = useFormContext<BacktestValues>();
  const { errors } = formState;
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <TextField
        label="From (UTC)"
        type="datetime-local"
        hint={`Not older than ${options.most_history_days} days.`}
        error={errors.starts_at?.message}
        {...register('starts_at', { validate: (text) => text !== '' || 'Enter a moment.' })}
      />
      <TextField
        label="To (UTC)"
        type="datetime-local"
        error={errors.ends_at?.message}
        {...register('ends_at', {
          validate: (text) => text > getValues('starts_at') || 'Enter a moment after the start.',
        })}
      />
    </div>
  );
}

function FileField({ options }: { options: BacktestOptions }) {
  const { control } = useFormContext<BacktestValues>();
  const most = options.most_csv_bytes;
  return (
    <Controller
      control={control}
      name="csv"
      rules={{
        validate: (text) =>
          text === ''
            ? 'Choose a file.'
            : text.length <= most || `Choose a file of at most ${most} characters.`,
      }}
      render={({ field, fieldState }) => (
        <TextField
          label="CSV file"
          type="file"
          accept=".csv,text/csv"
          className="w-full rounded-lg border border-edge bg-surface p-2 text-sm"
          hint={`One row per minute, oldest first, with ${options.csv_columns.join(', ')}.`}
          error={fieldState.error?.message}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            void (file ? file.text() : Promise.resolve('')).then(field.onChange);
          }}
        />
      )}
    />
  );
}

function WalkFields({ options }: { options: BacktestOptions }) {
  const { register, formState } = useFormContext<BacktestValues>();
  const { errors } = formState;
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <TextField
        label="Candles"
        hint={`1 to ${options.most_candles}`}
        inputMode="numeric"
        error={errors.candles?.message}
        {...register('candles', {
          validate: wholeRule({ low: '1', high: String(options.most_candles) }),
        })}
      />
      <TextField
        label="Seed"
        hint="The same seed gives the same walk."
        inputMode="numeric"
        error={errors.seed?.message}
        {...register('seed', { validate: wholeRule(undefined) })}
      />
    </div>
  );
}
