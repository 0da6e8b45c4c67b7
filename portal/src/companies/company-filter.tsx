import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { STATUS, STATUSES } from './link-labels.ts';
import type { Filter } from './use-companies-address.ts';

/** The pause in typing after which the search starts, in ms. */
const SEARCH_DELAY_MS = 250;

interface CompanyFilterProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

export function CompanyFilter({ filter, onFilter }: CompanyFilterProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Follow the address after "Back" or "Show all", but do not overwrite a field that has the focus.
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = filter.search;
  }, [filter.search]);

  /** Applies both the typed text and the status, so that changing one does not discard the other. */
  function show(linkStatus = filter.linkStatus) {
    clearTimeout(timer.current);
    onFilter({ search: field.current?.value.trim() ?? '', linkStatus });
  }
  function showAll() {
    clearTimeout(timer.current);
    if (field.current) field.current.value = '';
    onFilter({ search: '', linkStatus: undefined });
  }
  return (
    <search>
      <form
        className="filter"
        onSubmit={(event) => {
          event.preventDefault();
          show();
        }}
      >
        <TextInput
          ref={field}
          type="search"
          label="Search"
          description="Start of the name, or your own id"
          maxLength={200}
          dir="auto"
          defaultValue={filter.search}
          onChange={() => {
            clearTimeout(timer.current);
            timer.current = setTimeout(show, SEARCH_DELAY_MS);
          }}
        />
        <NativeSelect
          label="Link"
          description="Status of the link"
          value={filter.linkStatus ?? ''}
          data={[
            { value: '', label: 'All companies' },
            ...STATUSES.map((value) => ({ value, label: STATUS[value].label })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            clearTimeout(timer.current);
            onFilter({
              search: field.current?.value.trim() ?? '',
              linkStatus: STATUSES.find((status) => status === value),
            });
          }}
        />
        <Button variant="default" disabled={filter.search === '' && filter.linkStatus === undefined} onClick={showAll}>
          Show all
        </Button>
      </form>
    </search>
  );
}
