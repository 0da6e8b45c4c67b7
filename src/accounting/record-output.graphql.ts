import type { RecordRow } from '../datasets/records/record-read.repository.js';
import { JsonText } from '../infra/graphql/compiled/json-text.js';
import { maskedNumber } from './bank-number.rules.js';
import { knownList, modelOf } from './lists.rules.js';
import { OtherRecord, RECORD_TYPES } from './record-classes.graphql.js';
import { toRecordId } from './record-id.rules.js';
import { CompanyProfile } from './record-types.graphql.js';
import type { Reference, SourceRecord } from './source-record.graphql.js';

/** A record as GraphQL answers it. `wanted`: the names of the fields that are asked for, among others; undefined: all. */
export function toSourceRecord(linkId: string, row: RecordRow, wanted?: ReadonlySet<string>): SourceRecord {
  if (typeof row.json === 'string') return new JsonText(row.json) as unknown as SourceRecord;
  const mapped = modelOf(row);
  if (mapped !== null && (wanted === undefined || COMPLETED.some((field) => wanted.has(field))))
    complete(mapped.fields, linkId);
  const record = new (mapped === null ? OtherRecord : RECORD_TYPES[mapped.type])();
  return Object.assign(record, mapped?.fields, {
    linkId,
    list: row.list,
    dataset: knownList(row.list)?.dataset,
    sourceId: row.source_id,
    sourceCreatedAt: row.source_created_at,
    sourceUpdatedAt: row.source_updated_at,
    readAt: row.read_at,
    deletedAt: row.deleted_at,
    deletion: row.deletion,
  });
}

/** One profile of the records that a platform has of the company itself: each field from the first of them that has it. */
export function toProfile(linkId: string, rows: readonly RecordRow[]): SourceRecord | null {
  const [first, ...others] = rows
    .map((row) => toSourceRecord(linkId, row))
    .filter((one) => one instanceof CompanyProfile);
  if (first === undefined) return null;
  for (const other of others)
    for (const [field, value] of Object.entries(other))
      if ((first as unknown as Record<string, unknown>)[field] === null) Object.assign(first, { [field]: value });
  return first;
}

/** The fields for which a model has to be completed. */
const COMPLETED = ['record', 'position'];

/** Tells every reference its link, and every line its place. */
function complete(value: object, linkId: string): void {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner !== 'object' || inner === null) continue;
    complete(inner, linkId);
    if (name === 'lines' && Array.isArray(inner))
      for (const [at, line] of inner.entries()) if (typeof line === 'object') line.position = at + 1;
  }
  if ('sourceId' in value) Object.assign(value, { linkId });
}

/** A number of a bank account, in full for those who may see it. */
export const toNumber = (number: string | null, seesNumbers: boolean): string | null =>
  number === null || seesNumbers ? number : maskedNumber(number);

/** The local id of the record that a reference names. Null: the platform does not say in which list it is. */
export const referencedId = ({ linkId, list, sourceId }: Reference): string | null =>
  list === null ? null : toRecordId({ linkId, list, sourceId });
