import { actionSince, type KnownChanges, toChangeCursor } from '../datasets/records/change-cursor.rules.js';
import type { ChangeAction } from '../datasets/records/changes.rules.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { ModelType } from '../providers/model.js';
import { maskedNumber, toRaw } from './bank-number.rules.js';
import { knownList, modelOf } from './lists.rules.js';
import { toRecordId } from './record-id.rules.js';

/** A changed record as it is read for an export. */
interface ExportedRow {
  readonly list: string;
  readonly source_id: string;
  readonly source_created_at?: Date | null;
  readonly source_updated_at?: Date | null;
  readonly read_at?: Date;
  readonly deleted_at?: Date | null;
  readonly deletion?: string | null;
  readonly model: object | null;
  readonly raw: string | null;
  readonly change_no: string;
  readonly created_no: string;
  readonly action: ChangeAction;
}

export interface LineOptions {
  readonly linkId: string;
  /** What the client knew before the export. */
  readonly since: KnownChanges;
  readonly seesNumbers: boolean;
  readonly withRaw: boolean;
}

/** The name of the GraphQL type of a type of the model; of a record without a model, that of `OtherRecord`. */
export const typeNameOf = (type: ModelType | undefined): string =>
  type === undefined
    ? 'OtherRecord'
    : type === 'account'
      ? 'LedgerAccount'
      : type.charAt(0).toUpperCase() + type.slice(1);

/** A line of an export: a change as `changes` answers it, with all fields of its record. `known` includes this change. */
export function exportLine(row: ExportedRow, known: KnownChanges, options: LineOptions): string {
  const { linkId, since, seesNumbers, withRaw } = options;
  const mapped = modelOf(row);
  const type = typeNameOf(mapped?.type);
  const line = {
    cursor: toChangeCursor(linkId, known),
    action: actionSince(row.action, Number(row.created_no), since.get(row.list) ?? 0),
    record: {
      __typename: type,
      id: toGlobalId(type, toRecordId({ linkId, list: row.list, sourceId: row.source_id })),
      dataset: knownList(row.list)?.dataset,
      sourceId: row.source_id,
      sourceCreatedAt: row.source_created_at,
      sourceUpdatedAt: row.source_updated_at,
      readAt: row.read_at,
      deletedAt: row.deleted_at,
      deletion: row.deletion,
      ...mapped?.fields,
      ...(mapped?.type === 'bankAccount' && !seesNumbers && withoutNumbers(mapped.fields)),
      ...(withRaw && { raw: toRaw(row.raw, seesNumbers) }),
    },
  };
  return `${JSON.stringify(line, withoutLists)}\n`;
}

const withoutNumbers = ({ number, iban }: { readonly number?: string | null; readonly iban?: string | null }) => ({
  number: number ? maskedNumber(number) : null,
  iban: iban ? maskedNumber(iban) : null,
});

/** References do not show the platform's list: GraphQL has none. */
function withoutLists(this: unknown, name: string, value: unknown): unknown {
  return name === 'list' && typeof this === 'object' && this !== null && 'sourceId' in this ? undefined : value;
}
