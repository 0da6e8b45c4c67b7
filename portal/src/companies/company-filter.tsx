import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { STATUS, STATUSES } from './link-words.ts';
import type { Filter } from './use-companies-address.ts';

/** How long typing rests before it is searched for, in ms. */
const REST = 250;

interface CompanyFilterProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

export function CompanyFilter({ filter, onFilter }: CompanyFilterProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Gone back, or shown all: the field says what the address says, unless somebody is typing in it.
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = filter.search;
  }, [filter.search]);

  /** With what is typed by now, so that none of the two is lost when both are changed at once. */
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
          description="How its name begins, or your own id"
          maxLength={200}
          defaultValue={filter.search}
          onChange={() => {
            clearTimeout(timer.current);
            timer.current = setTimeout(show, REST);
          }}
        />
        <NativeSelect
          label="Link"
          description="Where it stands"
          value={filter.linkStatus ?? ''}
          data={[
            { value: '', label: 'All companies' },
            ...STATUSES.map((value) => ({ value, label: STATUS[value].label })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            clearTimeout(timer.current);
            onFilter({
              search: field.current?.value.trim() ?? '',
              linkStatus: STATUSES.find((one) => one === value),
            });
          }}
        />
        <Button
          variant="default"
          disabled={filter.search === '' && filter.linkStatus === undefined}
          onClick={showAll}
        >
          Show all
        </Button>
      </form>
    </search>
  );
}
