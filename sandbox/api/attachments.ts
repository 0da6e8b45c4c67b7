import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Books } from '../books/books.js';
import { hash } from '../books/random.js';
import type { BookRecord } from '../books/record.js';
import type { Sandbox } from '../sandbox.js';
import { assertListAllowed } from './access.js';
import { API_ERRORS } from './api-error.js';
import type { BusinessOf } from './book.routes.js';
import { openBooks } from './book-lists.js';
import type { Create } from './write-records.js';

const config = { endpoint: 'api' } as const;
const MAX_FILE_BYTES = 100_000_000;
/** Base64 of the largest file, and the other fields. */
export const MAX_ATTACHMENT_BODY = 140_000_000;
const BLOCK_BYTES = 65_536;
const OWNERS = ['contacts', 'sales_invoices', 'purchase_invoices', 'journals'];
const uploads = new WeakMap<Books, Map<number, Buffer>>();

/** Keeps the bytes of an upload in memory. Files of generated attachments are generated. */
export const createAttachment: Create = (input, writer) => {
  const bytes = Buffer.from(`${input.fields.file ?? ''}`, 'base64');
  if (bytes.length === 0 || bytes.length > MAX_FILE_BYTES)
    throw API_ERRORS.invalid('file', 'It must be a file of up to 100 MB in base64.');
  const owner = input.record('attachment_context_id', OWNERS);
  const record = writer.add({
    list: 'attachments',
    name: input.text('file_name'),
    total: bytes.length,
    source: { list: owner.list, n: owner.n },
  });
  const own = uploads.get(input.books) ?? new Map<number, Buffer>();
  uploads.set(input.books, own.set(record.n, bytes));
  return record;
};

/** Serves the file of an attachment below `prefix`, without holding it in memory. */
export function attachmentRoutes(app: FastifyInstance, sandbox: Sandbox, prefix: string, businessOf: BusinessOf): void {
  app.get<{ Params: { id: string } }>(`${prefix}/attachments/:id/file`, { config }, async (request, reply) => {
    const business = await businessOf(request, reply);
    assertListAllowed(sandbox, business, 'attachments');
    const books = openBooks(sandbox, business);
    const ref = books.find('attachments', request.params.id);
    const record = ref === undefined ? undefined : books.get(ref);
    if (record === undefined || record.deleted !== null) throw API_ERRORS.notFound();
    return sendFile(reply, books, record);
  });
}

function sendFile(reply: FastifyReply, books: Books, record: BookRecord): FastifyReply {
  const upload = uploads.get(books)?.get(record.n);
  const length = record.total;
  return reply
    .headers({
      'content-type': 'application/octet-stream',
      'content-length': String(length),
      'content-disposition': `attachment; filename="${encodeURIComponent(record.name)}"`,
      etag: `"${books.idOf(record)}-${length}"`,
    })
    .send(upload ?? Readable.from(blocks(record.n, length), { objectMode: false }));
}

function* blocks(n: number, length: number): Generator<Buffer> {
  const block = Buffer.alloc(BLOCK_BYTES, `${hash(n).toString(16)} `);
  for (let left = length; left > 0; left -= BLOCK_BYTES) yield left < BLOCK_BYTES ? block.subarray(0, left) : block;
}
