import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';

/** The pause in typing after which the search starts, in ms. */
const SEARCH_DELAY_MS = 250;

export type FilterValues = Readonly<Record<string, string>>;

interface FilterFormProps {
  /** The values of the fields by name. A field without a value here is empty. */
  readonly filter: FilterValues;
  /** Gets the values of all fields that are not empty. */
  readonly onFilter: (filter: FilterValues) => void;
  /** The text of the button that empties the fields, and whether it does anything. */
  readonly reset?: string;
  readonly canReset?: boolean;
  /** Named fields without a state of their own. */
  readonly children: ReactNode;
}

/** The fields above a list. A choice is applied at once, and typed text when typing rests. */
export function FilterForm({ filter, onFilter, children, reset = 'Show all', ...more }: FilterFormProps) {
  const { canReset = Object.keys(filter).length > 0 } = more;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const values = useRef(filter);
  values.current = filter;
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = JSON.stringify(filter);
  // Follow the address after "Back", but do not overwrite a field that has the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the values
  useEffect(() => {
    for (const field of fieldsOf(form.current))
      if (field !== document.activeElement) field.value = values.current[field.name] ?? '';
  }, [shown]);

  /** Applies all fields together, so that changing one does not discard text that was just typed into another. */
  function apply() {
    clearTimeout(timer.current);
    const typed = fieldsOf(form.current).map(({ name, value }) => [name, value.trim()] as const);
    onFilter(Object.fromEntries(typed.filter(([, value]) => value !== '')));
  }
  function change({ target }: FormEvent) {
    clearTimeout(timer.current);
    if (target instanceof HTMLInputElement) timer.current = setTimeout(apply, SEARCH_DELAY_MS);
    else apply();
  }
  function showAll() {
    clearTimeout(timer.current);
    for (const field of fieldsOf(form.current)) field.value = '';
    onFilter({});
  }
  return (
    <search>
      <form
        ref={form}
        className="filter"
        onChange={change}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        {children}
        <Button variant="default" disabled={!canReset} onClick={showAll}>
          {reset}
        </Button>
      </form>
    </search>
  );
}

type Field = HTMLInputElement | HTMLSelectElement;

const fieldsOf = (form: HTMLFormElement | null): Field[] =>
  [...(form?.elements ?? [])].filter(
    (one): one is Field => (one instanceof HTMLInputElement || one instanceof HTMLSelectElement) && one.name !== '',
  );
