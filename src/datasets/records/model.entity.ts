import type { EntitySchemaColumnOptions } from 'typeorm';
import { key, optional, required, tableEntity } from '../../infra/database/table-entity.js';
import { isSorted, modelColumns, type StoredType, searchColumns } from './model-columns.rules.js';

/** The key that every record has, whether it is deleted, and the columns of its type. */
const columnsOf = (type: StoredType): Record<string, EntitySchemaColumnOptions> => ({
  workspace_id: key('uuid'),
  link_id: key('uuid'),
  list: key('text'),
  source_id: key('text'),
  /** As in `source_record`, so that lists leave deleted records out by their index. */
  deleted: required('boolean'),
  /** The platform's time of the last change, as in `source_record`, because documents are sorted by it. */
  updated_at: optional('timestamptz'),
  ...(isSorted(type) && { sort_key: required('text', { collation: 'C' }) }),
  ...Object.fromEntries(searchColumns(type).map(({ name }) => [name, optional('text', { collation: 'C' })])),
  ...Object.fromEntries(
    modelColumns(type).map((column) => [column.name, (column.required ? required : optional)(column.type)]),
  ),
});

const by = (...names: string[]) => ({ columns: ['workspace_id', 'link_id', ...names] });
const byDate = by('deleted', 'date', 'list', 'source_id');
const bySortKey = by('deleted', 'sort_key', 'list', 'source_id');

/** The tables of the common model: what the mappers make of records. */
export const modelEntities = [
  tableEntity('account', columnsOf('account'), [bySortKey]),
  tableEntity('contact', columnsOf('contact'), [bySortKey]),
  tableEntity('document', columnsOf('document'), [
    by('deleted', 'issue_date', 'list', 'source_id'),
    by('deleted', 'due_date', 'list', 'source_id'),
    by('deleted', 'total', 'list', 'source_id'),
    by('deleted', 'updated_at', 'list', 'source_id'),
    by('contact_id', 'issue_date'),
    ...searchColumns('document').map(({ name }) => by(name)),
  ]),
  tableEntity('payment', columnsOf('payment'), [byDate]),
  tableEntity('allocation', columnsOf('allocation')),
  tableEntity('bank_account', columnsOf('bankAccount'), [bySortKey]),
  tableEntity('bank_movement', columnsOf('bankMovement'), [byDate]),
  tableEntity('journal', columnsOf('journal'), [byDate]),
  tableEntity('ledger_entry', columnsOf('ledgerEntry'), [byDate, by('account_id', 'date')]),
  tableEntity('item', columnsOf('item'), [bySortKey]),
  tableEntity('tax_rate', columnsOf('taxRate'), [bySortKey]),
];
