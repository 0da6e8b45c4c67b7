import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Books } from '../books/books.js';
import type { RecordRef } from '../books/record.js';
import { renderRecord } from '../books/render.js';
import { writerOf } from '../books/writes.js';
import type { Sandbox } from '../sandbox.js';
import type { Business } from '../world/users.js';
import { assertListAllowed } from './access.js';
import { API_ERRORS } from './api-error.js';
import { MAX_ATTACHMENT_BODY } from './attachments.js';
import type { BusinessOf } from './book.routes.js';
import { openBooks, secondsOf } from './book-lists.js';
import { type Fields, WriteInput } from './write-input.js';
import { CREATE, deleteRecord, updateRecord } from './write-records.js';

const config = { endpoint: 'api' } as const;
const SEVEN_DAYS = 7 * 86_400;

interface Write {
  readonly sandbox: Sandbox;
  readonly business: Business;
  readonly books: Books;
  readonly list: string;
}

interface Kept {
  readonly hash: string;
  readonly ref: RecordRef;
  readonly at: number;
}

/** The writes with an `idempotency_id`, by business. Like the written records, they are in memory only. */
const keptWrites = new WeakMap<Books, Map<string, Kept>>();

/** The name of one record of a list, in which a written resource is wrapped. */
export const singular = (list: string) => list.replace(/ies$/, 'y').replace(/s$/, '');

/** Creates, changes and deletes records, below `prefix`. */
export function writeRoutes(app: FastifyInstance, sandbox: Sandbox, prefix: string, businessOf: BusinessOf): void {
  for (const list of Object.keys(CREATE)) {
    const open: (...call: Parameters<BusinessOf>) => Promise<Write> = async (request, reply) => {
      const business = await businessOf(request, reply);
      assertListAllowed(sandbox, business, list);
      return { sandbox, business, books: openBooks(sandbox, business), list };
    };
    const bodyLimit = list === 'attachments' ? MAX_ATTACHMENT_BODY : 5_000_000;
    const options = { config, bodyLimit };
    app.post(`${prefix}/${list}`, options, async (request, reply) => {
      const body = writeOnce(await open(request, reply), request.body, (input, writer) =>
        CREATE[list]?.(input, writer),
      );
      return reply.code(201).send(body);
    });
    // Sage cannot change a journal.
    if (list !== 'journals')
      app.put<{ Params: { id: string } }>(`${prefix}/${list}/:id`, options, async (request, reply) => {
        const write = await open(request, reply);
        const record = liveRecord(write, request.params.id);
        return writeOnce(write, request.body, (input, writer) => updateRecord(input, writer, record));
      });
    app.delete<{ Params: { id: string } }>(`${prefix}/${list}/:id`, options, async (request, reply) => {
      const write = await open(request, reply);
      const now = secondsOf(sandbox);
      const writer = writerOf(write.books, now, sandbox.state.settings);
      deleteRecord(write.books, writer, liveRecord(write, request.params.id), now);
      return reply.code(204).send();
    });
  }
}

function liveRecord({ books, list }: Write, id: string) {
  const ref = books.find(list, id);
  const record = ref === undefined ? undefined : books.get(ref);
  if (record === undefined || record.deleted !== null) throw API_ERRORS.notFound();
  return record;
}

/**
 * Writes once per `idempotency_id` in seven days. A repetition is answered with the record and writes nothing.
 * @throws ApiError 422, also for another body under the same id
 */
function writeOnce(
  { sandbox, business, books, list }: Write,
  body: unknown,
  write: (input: WriteInput, writer: ReturnType<typeof writerOf>) => RecordRef | undefined,
) {
  const fields = (body as Record<string, Fields | undefined> | null)?.[singular(list)];
  if (typeof fields !== 'object' || fields === null) throw API_ERRORS.invalid(singular(list), 'It is required.');
  const now = secondsOf(sandbox);
  const id = fields.idempotency_id;
  if (id !== undefined && !/^[0-9a-f]{32}$/.test(`${id}`))
    throw API_ERRORS.invalid('idempotency_id', 'It must be 32 hex characters.');
  const kept = keptWrites.get(books) ?? new Map<string, Kept>();
  keptWrites.set(books, kept);
  const hash = createHash('sha256')
    .update(`${list}${JSON.stringify(fields)}`)
    .digest('hex');
  const earlier = kept.get(`${id}`);
  const isKnown = earlier !== undefined && earlier.at > now - SEVEN_DAYS;
  if (isKnown && earlier.hash !== hash) throw API_ERRORS.idempotencyMismatch();
  const writer = writerOf(books, now, sandbox.state.settings);
  const ref = isKnown ? earlier.ref : write(new WriteInput(books, business, fields), writer);
  if (ref === undefined) throw API_ERRORS.notFound();
  if (id !== undefined && !isKnown) kept.set(`${id}`, { hash, ref: { list: ref.list, n: ref.n }, at: now });
  return renderRecord({ books, business, settings: sandbox.state.settings, hidesAllocations: true }, books.get(ref));
}
