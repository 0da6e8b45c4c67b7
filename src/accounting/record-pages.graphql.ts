import { type ClassType, Field } from 'type-graphql';
import {
  actionSince,
  type KnownChanges,
  parseChangeCursor,
  toChangeCursor,
} from '../datasets/records/change-cursor.rules.js';
import type { ChangeRow } from '../datasets/records/record-change.repository.js';
import type { RecordPageRow } from '../datasets/records/record-page.repository.js';
import {
  parseRecordCursor,
  type RecordOrder,
  type RecordPlace,
  toRecordCursor,
} from '../datasets/records/record-page.rules.js';
import type { RecordRow } from '../datasets/records/record-read.repository.js';
import { JsonText } from '../infra/graphql/compiled/json-text.js';
import { connectionOf, type Page, type PageInfo } from '../infra/graphql/connection.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { BankAccount, BankMovement, Item, Journal, LedgerEntry } from './ledger-types.graphql.js';
import { ChangeAction } from './model-enums.graphql.js';
import { toSourceRecord } from './record-output.graphql.js';
import { Contact, Document, LedgerAccount, Payment, TaxRate, TrackingCategory } from './record-types.graphql.js';
import { SourceRecord } from './source-record.graphql.js';

const pages = (node: ClassType<SourceRecord>, one: string, many: string) =>
  connectionOf(node, { edge: `One of the ${many}`, one, many, page: many });

export const LedgerAccountConnection = pages(LedgerAccount, 'account', 'accounts');
export const ContactConnection = pages(Contact, 'contact', 'contacts');
export const DocumentConnection = pages(Document, 'document', 'documents');
export const PaymentConnection = pages(Payment, 'payment', 'payments');
export const BankAccountConnection = pages(BankAccount, 'bank account', 'bank accounts');
export const BankMovementConnection = pages(BankMovement, 'movement', 'bank movements');
export const JournalConnection = pages(Journal, 'journal', 'journals');
export const LedgerEntryConnection = pages(LedgerEntry, 'entry', 'ledger entries');
export const ItemConnection = pages(Item, 'item', 'items');
export const TaxRateConnection = pages(TaxRate, 'tax rate', 'tax rates');
export const TrackingCategoryConnection = pages(TrackingCategory, 'category', 'tracking categories');

@RequiresScope('DATA_READ')
@OutputType('A record that changed, and how.')
export class RecordChange {
  @Field(() => ChangeAction, { description: 'What happened to it since the cursor.' })
  action: ChangeAction;

  @Field(() => SourceRecord, { description: 'The record as it is now.' })
  record: SourceRecord;
}

export const RecordChangeConnection = connectionOf(RecordChange, {
  edge: 'A change',
  one: 'change',
  many: 'changes',
  page: 'changes',
});

/** Pages of records of a type, in an order. */
interface PagesOfRecords {
  readonly type: string;
  readonly order: RecordOrder;
}

/**
 * The place at which the previous page ended.
 * @throws ApiError BAD_USER_INPUT
 */
export function fromRecordCursor(
  cursor: string | null | undefined,
  { order, type }: PagesOfRecords,
): RecordPlace | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const place = parseRecordCursor(cursor, order, type);
  if (place === undefined) throw notACursor();
  return place;
}

/** The link whose records are shown, and the names of the fields that are asked for. */
interface ShownRecords {
  readonly linkId: string;
  readonly wanted: ReadonlySet<string>;
}

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toRecordPage(
  { linkId, wanted }: ShownRecords,
  rows: readonly (RecordRow & Partial<RecordPageRow>)[],
  { first, after, order, type }: PagesOfRecords & { readonly first: number; readonly after: boolean },
): Page<SourceRecord> {
  const shown = rows.slice(0, first);
  const nodes = shown.map((row) => toSourceRecord(linkId, row, wanted));
  const cursorOf = ({ key = null, list, source_id: sourceId }: (typeof shown)[number]) =>
    toRecordCursor({ key, list, sourceId }, order, type);
  return pageOf(nodes, () => shown.map(cursorOf), {
    hasNextPage: rows.length > first,
    hasPreviousPage: after,
    startCursor: shown[0] ? cursorOf(shown[0]) : null,
    endCursor: shown.at(-1) ? cursorOf(shown.at(-1) as (typeof shown)[number]) : null,
  });
}

/** A page whose cursors are written when its edges are asked for. */
const pageOf = <Node>(nodes: readonly Node[], cursors: () => readonly string[], pageInfo: PageInfo): Page<Node> => ({
  get edges() {
    const all = cursors();
    return nodes.map((node, at) => ({ node, cursor: all[at] ?? '' }));
  },
  nodes,
  pageInfo,
});

/**
 * The changes that are known already; none without a cursor.
 * @throws ApiError BAD_USER_INPUT
 */
export function fromChangeCursor(linkId: string, cursor: string | null | undefined): KnownChanges {
  if (cursor === undefined || cursor === null) return new Map();
  const known = parseChangeCursor(linkId, cursor);
  if (known === undefined) throw notACursor();
  return known;
}

/**
 * A page of changes. A page without changes has the cursor that was given, so that a client can always go on with
 * `endCursor`. A cursor names every list.
 */
export function toChangePage(
  { linkId, wanted }: ShownRecords,
  rows: readonly ChangeRow[],
  { first, after, known }: { readonly first: number; readonly after: string | null; readonly known: KnownChanges },
): Page<RecordChange> {
  const count = rows.reduce((sum, row) => sum + (row.count ?? 1), 0);
  const shown = count > first ? rows.slice(0, -1) : rows;
  const nodes = shown.map((row) => {
    if (row.count !== undefined && typeof row.json === 'string')
      return new JsonText(row.json) as unknown as RecordChange;
    const change = new RecordChange();
    change.action = actionSince(row.action, Number(row.created_no), known.get(row.list) ?? 0) as ChangeAction;
    change.record = toSourceRecord(linkId, row, wanted);
    return change;
  });
  const [begin] = shown;
  const ends = shown.map(({ list, change_no }) => [list, Number(change_no)] as const);
  const cursors = () => {
    const seen = new Map(known);
    return ends.map(([list, no]) => toChangeCursor(linkId, seen.set(list, no)));
  };
  return pageOf(nodes, cursors, {
    hasNextPage: count > first,
    hasPreviousPage: after !== null,
    startCursor: begin
      ? toChangeCursor(linkId, new Map(known).set(begin.list, Number(begin.first_no ?? begin.change_no)))
      : null,
    endCursor: begin ? toChangeCursor(linkId, new Map([...known, ...ends])) : (after ?? toChangeCursor(linkId, known)),
  });
}
