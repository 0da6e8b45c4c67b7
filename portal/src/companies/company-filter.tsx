import { NativeSelect, TextInput } from '@mantine/core';
import { FilterForm } from '../ui/filter-form.tsx';
import { STATUS, STATUSES } from './link-labels.ts';
import type { Filter } from './use-companies-address.ts';

interface CompanyFilterProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Readonly<Record<string, string>>) => void;
}

export function CompanyFilter({ filter, onFilter }: CompanyFilterProps) {
  const { search, linkStatus: status } = filter;
  return (
    <FilterForm filter={{ ...(search !== '' && { search }), ...(status && { status }) }} onFilter={onFilter}>
      <TextInput
        type="search"
        name="search"
        label="Search"
        description="Start of the name, or your own id"
        maxLength={200}
        dir="auto"
        defaultValue={search}
      />
      <NativeSelect
        name="status"
        label="Link"
        description="Status of the link"
        defaultValue={status ?? ''}
        data={[
          { value: '', label: 'All companies' },
          ...STATUSES.map((value) => ({ value, label: STATUS[value].label })),
        ]}
      />
    </FilterForm>
  );
}
