import type { Db } from '../../infra/database/database.js';
import type { ChangeAction } from './changes.rules.js';
import type { StoredType } from './model-columns.rules.js';
import { joinModel, type LinkRef, type RecordRow, recordColumns, type Wanted } from './record-read.repository.js';

/** A list whose changes are read. `after`: the number of the newest change that is known. */
export interface ChangedList {
  readonly list: string;
  readonly type: StoredType | null;
  readonly after: number;
}

interface ChangesWanted {
  readonly lists: readonly ChangedList[];
  readonly limit: number;
  readonly wanted: Wanted;
  readonly withRaw?: boolean;
  /** Written in place of the fields of records of a type (`recordJson`). */
  readonly json?: Readonly<Partial<Record<StoredType, string>>> | undefined;
}

export type ChangeRow = RecordRow & {
  readonly change_no: string;
  readonly created_no: string;
  readonly action: ChangeAction;
};

/**
 * The changes of lists, one list after the other, and in each of them in the order of its numbers. A list is not looked at
 * when those before it have filled the page. Only the holder of a list's lease numbers its changes, under the lock of the
 * list's row, so no number becomes visible before a smaller one.
 */
export function listChanges(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  { lists, limit, wanted, withRaw, json = {} }: ChangesWanted,
): Promise<ChangeRow[]> {
  const values: unknown[] = [workspaceId, linkId, limit];
  const jsonOf = (type: StoredType | null) => (type === null ? undefined : json[type]);
  // The driver would read columns that are NULL in each of 500 rows, too.
  const isWritten = lists.every(({ type }) => jsonOf(type) !== undefined);
  const columnsOf = (type: StoredType | null) =>
    isWritten ? `s.list, ${jsonOf(type)} AS json` : recordColumns(type, wanted, withRaw, jsonOf(type));
  const parts = lists.map(
    ({ list, type, after }) => `(SELECT ${columnsOf(type)}, s.change_no, s.created_no, s.action
       FROM ledgerlink.source_record s ${joinModel(type)}
      WHERE s.workspace_id = $1 AND s.link_id = $2 AND s.list = $${values.push(list)} AND s.change_no > $${values.push(after)}
      ORDER BY s.change_no LIMIT $3)`,
  );
  return db.query<ChangeRow>(`SELECT * FROM (${parts.join(' UNION ALL ')}) AS part LIMIT $3`, values);
}
