import type { FilterField } from './list-definition.tsx';

export const ACTIVE: FilterField = {
  kind: 'choice',
  name: 'active',
  label: 'Show',
  all: 'All',
  options: { yes: 'In use', no: 'No longer in use', deleted: 'Deleted' },
};
const ACTIVE_VALUES: Readonly<Record<string, boolean>> = { yes: true, no: false };
export const activeOf = (value: string | undefined) => ({
  active: ACTIVE_VALUES[value ?? ''],
  deleted: value === 'deleted',
});

export const PERIOD: readonly FilterField[] = [
  { kind: 'date', name: 'from', label: 'From' },
  { kind: 'date', name: 'to', label: 'To' },
];
export const OF_BANK_ACCOUNT: FilterField = { kind: 'given', name: 'account', note: 'Only those of one bank account.' };
export const OF_CONTACT: FilterField = { kind: 'given', name: 'contact', note: 'Only those of one contact.' };
export const DELETED: FilterField = {
  kind: 'choice',
  name: 'show',
  label: 'Show',
  all: 'All',
  options: { deleted: 'Deleted' },
};
