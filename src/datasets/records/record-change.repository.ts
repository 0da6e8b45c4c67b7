import type { Db } from '../../infra/database/database.js';
import { actionSinceSql } from './change-cursor.rules.js';
import type { ChangeAction } from './changes.rules.js';
import type { StoredType } from './model-columns.rules.js';
import {
  joinModel,
  type LinkRef,
  type RecordRow,
  recordColumns,
  type Wanted,
  writtenColumns,
} from './record-read.repository.js';

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
  /** Written in place of a change whose record is written (`changeJson`). Then these changes have one row a list. */
  readonly change?: string | undefined;
}

export type ChangeRow = RecordRow & {
  readonly change_no: string;
  readonly created_no: string;
  readonly action: ChangeAction;
  /**
   * Of a row that stands for so many changes: the number of the first. `change_no` is that of the last, and `json` are all of
   * them, with commas in between; null: the row is one change.
   */
  readonly first_no?: string;
  readonly count?: number;
};

/**
 * The changes of lists, one list after the other, and in each of them in the order of its numbers. A list is not looked at
 * when those before it have filled the page. Only the holder of a list's lease numbers its changes, under the lock of the
 * list's row, so no number becomes visible before a smaller one.
 */
export function listChanges(
  db: Db,
  { workspaceId, linkId }: LinkRef,
  { lists, limit, wanted, withRaw, json = {}, change }: ChangesWanted,
): Promise<ChangeRow[]> {
  const values: unknown[] = [workspaceId, linkId, limit];
  const jsonOf = (type: StoredType | null) => (type === null ? undefined : json[type]);
  const parts = lists.map(({ list, type, after }) => {
    const columns = recordColumns(type, wanted, withRaw, jsonOf(type));
    const known = `$${values.push(after)}`;
    const action = change === undefined ? 's.action' : `${actionSinceSql(known)} AS action`;
    return `(SELECT ${columns}, s.change_no, s.created_no, ${action}
       FROM ledgerlink.source_record s ${joinModel(type)}
      WHERE s.workspace_id = $1 AND s.link_id = $2 AND s.list = $${values.push(list)} AND s.change_no > ${known}
      ORDER BY s.change_no LIMIT $3)`;
  });
  const page = `SELECT * FROM (${parts.join(' UNION ALL ')}) AS part LIMIT $3`;
  if (change === undefined) return db.query<ChangeRow>(page, values);
  const others = lists.some(({ type }) => jsonOf(type) === undefined)
    ? `UNION ALL SELECT *, change_no, 1 FROM ${PAGE} WHERE json IS NULL`
    : '';
  return db.query<ChangeRow>(`${inRuns(page, wanted, change)} ${others} ORDER BY n`, values);
}

const PAGE = 'page';

/**
 * The same changes with one row for those of a list that are written: the driver would take longer to read 500 rows than
 * the server to join their texts. The last change that was asked for stays alone, because it is not shown.
 */
const inRuns = (page: string, wanted: Wanted, change: string): string =>
  `WITH ${PAGE} AS (SELECT part.*, row_number() OVER () AS n FROM (${page}) AS part)
   SELECT ${writtenColumns(wanted, `string_agg(${change}, ',' ORDER BY s.n)`)}, max(s.change_no) AS change_no,
          NULL AS created_no, NULL AS action, min(s.n) AS n, min(s.change_no) AS first_no, count(*)::int AS count
     FROM ${PAGE} s WHERE s.json IS NOT NULL GROUP BY s.list, s.n = $3`;
