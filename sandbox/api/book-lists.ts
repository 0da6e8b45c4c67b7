import type { Books } from '../books/books.js';
import { bankBalance, FIXED_LISTS, fixedList, type SageRecord } from '../books/fixed-lists.js';
import { currentBalances } from '../books/ledger.js';
import { CHANGE_KINDS, type ChangeKind, changeBooks } from '../books/mutator.js';
import type { RecordRef } from '../books/record.js';
import { renderRecord } from '../books/render.js';
import type { RenderContext } from '../books/render-parts.js';
import { type Selection, selectNumbers } from '../books/selection.js';
import { writerOf } from '../books/writes.js';
import type { Query } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import type { Business } from '../world/users.js';
import { booksOptions } from './access.js';
import { API_ERRORS } from './api-error.js';
import { readSelection } from './book-query.js';
import { type ListSource, listOf, listPage, recordList } from './list.js';

export const openBooks = (sandbox: Sandbox, business: Business): Books =>
  sandbox.books.open(business, booksOptions(sandbox, business));

/** Epoch seconds by the sandbox's clock. */
export const secondsOf = (sandbox: Sandbox) => Math.floor(sandbox.now() / 1_000);

const turns = new WeakMap<Books, number>();

/** Makes random changes of the given kinds. Returns how many were made: some kinds may fit no record. */
export function changeAtRandom(
  sandbox: Sandbox,
  business: Business,
  kinds: readonly ChangeKind[],
  count: number,
): number {
  const books = openBooks(sandbox, business);
  const now = secondsOf(sandbox);
  let made = 0;
  for (let at = 0; at < count; at += 1) {
    const turn = turns.get(books) ?? 0;
    turns.set(books, turn + 1);
    const writer = writerOf(books, now, sandbox.state.settings);
    if (changeBooks(books, writer, kinds[turn % kinds.length] ?? 'insert', turn, now)) made += 1;
  }
  return made;
}

/** What rendering needs. Balances are computed for the lists that show one. */
async function contextOf(sandbox: Sandbox, business: Business, list: string, query: Query) {
  const books = openBooks(sandbox, business);
  const isShown = /^(contacts|bank_accounts)$/.test(list) && /\b(all|balance)\b/.test(`${query.attributes}`);
  const balances = isShown ? await currentBalances(books) : undefined;
  const hidesAllocations = query.show_payments_allocations !== 'true';
  return { books, business, settings: sandbox.state.settings, balances, hidesAllocations };
}

/** @throws ApiError 422, 500 for a record that cannot be read, or the status of a page that is too big */
export async function listAnswer(sandbox: Sandbox, business: Business, list: string, query: Query) {
  const { settings } = sandbox.state;
  const context = await contextOf(sandbox, business, list, query);
  const selection = readSelection(list, query, settings.unknownSort);
  const source = FIXED_LISTS.includes(list)
    ? listOf(fixedItems(context, list, selection))
    : bookItems(sandbox, context, selection);
  const answer = listPage(source, query, recordList(list, settings));
  changeAtRandom(sandbox, business, CHANGE_KINDS, settings.changesAfterPage);
  if (settings.bigPageBytes > 0 && JSON.stringify(answer).length > settings.bigPageBytes)
    throw API_ERRORS.server(settings.bigPageStatus);
  return settings.nextSometimesNull && answer.$page % 3 === 0 ? { ...answer, $next: null } : answer;
}

function fixedItems(context: RenderContext, list: string, { updatedSince, deletedSince }: Selection): SageRecord[] {
  if (deletedSince !== undefined) return [];
  return withBalances(context, list).filter(
    ({ updated_at }) => updatedSince === undefined || Date.parse(`${updated_at}`) >= updatedSince * 1_000,
  );
}

function withBalances({ business, balances }: RenderContext, list: string): SageRecord[] {
  const records = fixedList(business, list);
  if (list !== 'bank_accounts' || balances === undefined) return records;
  return records.map((record, at) => ({ ...record, balance: bankBalance(balances, at) }));
}

function bookItems(sandbox: Sandbox, context: RenderContext, selection: Selection): ListSource {
  const now = secondsOf(sandbox);
  const { list } = selection;
  const numbers = selectNumbers(context.books, selection, sandbox.state.settings, now);
  return {
    total: numbers.length,
    items: (from, to) => [...numbers.slice(from, to)].flatMap((n) => rendered(sandbox, context, { list, n }) ?? []),
  };
}

/** Undefined for a record that is not visible yet. */
function rendered(sandbox: Sandbox, context: RenderContext, ref: RecordRef): SageRecord | undefined {
  const record = context.books.visible(ref, secondsOf(sandbox));
  if (record === undefined) return undefined;
  if (sandbox.state.settings.poisonRecords.includes(context.books.idOf(ref))) throw API_ERRORS.unexpected();
  return renderRecord(context, record);
}

/** @throws ApiError 404, or 500 for a record that cannot be read */
export async function singleAnswer(
  sandbox: Sandbox,
  business: Business,
  list: string,
  id: string,
  query: Query,
): Promise<SageRecord> {
  const context = await contextOf(sandbox, business, list, { ...query, attributes: 'all' });
  if (FIXED_LISTS.includes(list)) {
    const found = withBalances(context, list).find((record) => record.id === id);
    if (found === undefined) throw API_ERRORS.notFound();
    return found;
  }
  const ref = context.books.find(list, id);
  const body = ref === undefined ? undefined : rendered(sandbox, context, ref);
  const isHidden = body?.deleted_at !== undefined && sandbox.state.settings.deletedRows === 'hidden';
  if (body === undefined || isHidden) throw API_ERRORS.notFound();
  return body;
}
