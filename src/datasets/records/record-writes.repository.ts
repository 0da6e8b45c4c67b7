import { jsonbParameter } from '../../infra/database/background-reader.js';
import type { StatementText } from '../../infra/database/database.js';
import type { RecordChange } from './changes.rules.js';
import {
  isSorted,
  type ModelColumn,
  modelColumns,
  type StoredType,
  searchColumns,
  TABLE_OF,
} from './model-columns.rules.js';
import { type ListRef, listValues } from './records.repository.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** What is stored of a record as the platform sent it: its JSON, or that sealed. Both null: it is not kept. */
export interface StoredRaw {
  readonly text: string | null;
  readonly sealed: string | null;
}

/** A change with what is stored of its record. `model`: by column; null: the model has no place for it. */
export interface WrittenChange extends RecordChange {
  readonly model: { readonly type: StoredType; readonly row: Readonly<Record<string, unknown>> } | null;
  readonly raw: StoredRaw;
}

export interface RecordWrite {
  readonly ref: ListRef;
  readonly changes: readonly WrittenChange[];
  /** The table of records of this list that are only marked as deleted. */
  readonly type: StoredType | null;
  readonly mapperVersion: number;
  readonly now: Date;
}

/** The statements that write changes of one list. None of them reads another. */
export const recordStatements = (write: RecordWrite): StatementText[] => {
  const full = write.changes.filter(({ record }) => record !== null);
  const marks = write.changes.filter(({ record }) => record === null);
  return [
    ...(full.length > 0 ? [sourceWritten(write, full), ...modelWritten(write, full)] : []),
    ...(marks.length > 0 ? marksWritten(write, marks) : []),
  ];
};

/** The records' own text goes into the parameter as it is, so that no digit of a number changes. */
function sourceJson(changes: readonly WrittenChange[], { now }: RecordWrite): string {
  const objects = changes.map(({ sourceId, record, deletion, changeNo, createdNo, action, raw }) => {
    const fields = JSON.stringify({
      source_id: sourceId,
      hash: `\\x${record?.hash}`,
      created: record?.createdAt,
      updated: record?.updatedAt,
      deleted_at: deletion === null ? null : (deletion.at ?? now),
      deletion: deletion?.kind,
      change_no: changeNo,
      created_no: createdNo,
      action,
      raw_sealed: raw.sealed,
    });
    return raw.text === null ? fields : `${fields.slice(0, -1)},"raw":${raw.text}}`;
  });
  return `[${objects.join(',')}]`;
}

const sourceWritten = (write: RecordWrite, changes: readonly WrittenChange[]): StatementText => ({
  text: `INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, raw_sealed, source_created_at,
            source_updated_at, read_at, deleted_at, deletion, change_no, created_no, action, mapper_version)
     SELECT $1, $2, $3, r.source_id, r.hash, r.raw, r.raw_sealed, r.created, r.updated, $5, r.deleted_at, r.deletion, r.change_no,
            r.created_no, r.action, $6
       FROM jsonb_to_recordset($4) AS r(source_id text, hash bytea, raw jsonb, raw_sealed text, created timestamptz, updated timestamptz,
            deleted_at timestamptz, deletion text, change_no bigint, created_no bigint, action text)
     ON CONFLICT (workspace_id, link_id, list, source_id) DO UPDATE
       SET hash = EXCLUDED.hash, raw = EXCLUDED.raw, raw_sealed = EXCLUDED.raw_sealed, source_created_at = EXCLUDED.source_created_at,
           source_updated_at = EXCLUDED.source_updated_at, read_at = EXCLUDED.read_at, deleted_at = EXCLUDED.deleted_at,
           deletion = EXCLUDED.deletion, change_no = EXCLUDED.change_no, action = EXCLUDED.action,
           mapper_version = EXCLUDED.mapper_version`,
  values: [...listValues(write.ref), jsonbParameter(sourceJson(changes, write)), write.now, write.mapperVersion],
});

function modelWritten({ ref }: RecordWrite, changes: readonly WrittenChange[]): StatementText[] {
  const rows = new Map<StoredType, object[]>();
  for (const { sourceId, model, deletion, record } of changes) {
    if (model === null) continue;
    const row = { source_id: sourceId, deleted: deletion !== null, updated_at: record?.updatedAt, ...model.row };
    const known = rows.get(model.type);
    if (known === undefined) rows.set(model.type, [row]);
    else known.push(row);
  }
  return [...rows].map(([type, values]) => ({
    text: modelInsert(type),
    values: [...listValues(ref), jsonbParameter(JSON.stringify(values))],
  }));
}

const inserts = new Map<StoredType, string>();

function modelInsert(type: StoredType): string {
  const known = inserts.get(type);
  if (known !== undefined) return known;
  const own: Pick<ModelColumn, 'name' | 'type'>[] = [
    { name: 'source_id', type: 'text' },
    { name: 'deleted', type: 'boolean' },
    { name: 'updated_at', type: 'timestamptz' },
    ...(isSorted(type) ? [{ name: 'sort_key', type: 'text' } as const] : []),
    ...searchColumns(type).map(({ name }) => ({ name, type: 'text' }) as const),
    ...modelColumns(type),
  ];
  const names = own.map(({ name }) => `"${name}"`);
  const table = TABLE_OF[type];
  const text = `INSERT INTO ledgerlink.${table} (workspace_id, link_id, list, ${names.join(', ')})
     SELECT $1, $2, $3, ${names.map((name) => `r.${name}`).join(', ')}
       FROM jsonb_to_recordset($4) AS r(${own.map(({ name, type: kind }) => `"${name}" ${kind}`).join(', ')})
     ON CONFLICT (workspace_id, link_id, list, source_id) DO UPDATE
       SET ${names
         .slice(1)
         .map((name) => `${name} = EXCLUDED.${name}`)
         .join(', ')}`;
  inserts.set(type, text);
  return text;
}

function marksWritten({ ref, type, now }: RecordWrite, changes: readonly WrittenChange[]): StatementText[] {
  const marks = changes.map(({ sourceId, deletion, changeNo }) => ({
    source_id: sourceId,
    deleted_at: deletion?.at ?? now,
    deletion: deletion?.kind,
    change_no: changeNo,
  }));
  const marked = {
    text: `UPDATE ledgerlink.source_record s
        SET deleted_at = r.deleted_at, deletion = r.deletion, change_no = r.change_no, action = 'DELETED', read_at = $5
       FROM jsonb_to_recordset($4) AS r(source_id text, deleted_at timestamptz, deletion text, change_no bigint)
      WHERE s.workspace_id = $1 AND s.link_id = $2 AND s.list = $3 AND s.source_id = r.source_id`,
    values: [...listValues(ref), JSON.stringify(marks), now],
  };
  if (type === null) return [marked];
  const table = TABLE_OF[type];
  const model = {
    text: `UPDATE ledgerlink.${table} SET deleted = true WHERE ${OF_LIST} AND source_id = ANY($4)`,
    values: [...listValues(ref), changes.map(({ sourceId }) => sourceId)],
  };
  return [marked, model];
}
