import { useMemo, type ComponentProps } from 'react';
import { SelectField } from '@/components/field';
import { listCountries } from './countries';

type CountryFieldProps = Omit<ComponentProps<typeof SelectField>, 'label' | 'children'>;

export function CountryField(props: CountryFieldProps) {
  const countries = useMemo(() => listCountries(), []);
  return (
    <SelectField label="Country of residence" autoComplete="country" {...props}>
      <option value="">Choose…</option>
      {countries.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
