import { NativeSelect, TextInput } from '@mantine/core';
import type { FilterValues } from '../ui/filter-form.tsx';
import type { FilterField } from './list-definition.tsx';

/** The fields of a list's filter. */
export function FilterFields({ fields, filter }: { fields: readonly FilterField[]; filter: FilterValues }) {
  return fields.map((field) => <Field key={field.name} field={field} value={filter[field.name] ?? ''} />);
}

function Field({ field, value }: { field: FilterField; value: string }) {
  const { name } = field;
  switch (field.kind) {
    case 'search':
      return (
        <TextInput
          type="search"
          name={name}
          label="Search"
          placeholder={field.description}
          maxLength={200}
          dir="auto"
          defaultValue={value}
        />
      );
    case 'date':
      return <TextInput type="date" name={name} label={field.label} defaultValue={value} max="9999-12-31" />;
    case 'choice':
      return (
        <NativeSelect
          name={name}
          label={field.label}
          defaultValue={value}
          data={[
            { value: '', label: field.all },
            ...Object.entries(field.options).map(([value, label]) => ({ value, label })),
          ]}
        />
      );
    case 'given':
      return (
        <>
          <input type="hidden" name={name} defaultValue={value} />
          {value !== '' && <p className="given">{field.note}</p>}
        </>
      );
  }
}

/** The values of a list's fields in an address. A choice that the list does not offer counts as none. */
export const filterIn = (fields: readonly FilterField[], parameters: URLSearchParams): FilterValues =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = parameters.get(field.name) ?? '';
      const isKnown = value !== '' && (field.kind !== 'choice' || Object.hasOwn(field.options, value));
      return isKnown ? [[field.name, value]] : [];
    }),
  );
