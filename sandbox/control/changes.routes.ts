import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { changeAtRandom, openBooks, secondsOf } from '../api/book-lists.js';
import { GENERATED_LISTS } from '../books/cycle.js';
import { FIXED_LISTS, fixedList, type SageRecord } from '../books/fixed-lists.js';
import { CHANGE_KINDS } from '../books/mutator.js';
import { renderRecord } from '../books/render.js';
import type { Sandbox } from '../sandbox.js';
import { type Business, findBusiness } from '../world/users.js';
import { integerBetween, orNotFound, parseInput } from './control-input.js';

const Changes = z.strictObject({
  businessId: z.string(),
  count: z.number().int().min(1).max(100_000).default(1),
  kinds: z
    .array(z.enum(CHANGE_KINDS))
    .min(1)
    .default([...CHANGE_KINDS]),
  /** Absent: all at once. Otherwise the answer comes at once, and the changes go on until all are made. */
  perSecond: z.number().min(0.1).max(1_000).optional(),
});
const TruthQuery = z.strictObject({
  business: z.string(),
  list: z.enum([...GENERATED_LISTS, ...FIXED_LISTS] as [string, ...string[]]),
  after: integerBetween(0, 0, Number.MAX_SAFE_INTEGER),
  limit: integerBetween(1, 1_000, 10_000),
});
const STEP_MS = 50;

/** Random changes of a business's books, and the truth about them by which tests judge what they read. */
export function changesControl(app: FastifyInstance, sandbox: Sandbox): void {
  const running = new Set<NodeJS.Timeout>();
  const stopAll = () => {
    for (const timer of running) clearInterval(timer);
    running.clear();
  };
  app.addHook('onClose', async () => stopAll());

  app.post('/books/changes', async ({ body }) => {
    const { businessId, count, kinds, perSecond } = parseInput(Changes, body);
    const business = orNotFound(findBusiness(businessId), 'business');
    if (perSecond === undefined) return { changes: changeAtRandom(sandbox, business, kinds, count) };
    const start = Date.now();
    let made = 0;
    const timer = setInterval(() => {
      const due = Math.min(count, Math.floor(((Date.now() - start) * perSecond) / 1_000));
      changeAtRandom(sandbox, business, kinds, due - made);
      made = due;
      if (made < count) return;
      clearInterval(timer);
      running.delete(timer);
    }, STEP_MS);
    running.add(timer);
    return { changes: 0 };
  });

  app.delete('/books/changes', async () => {
    stopAll();
    return { changes: 0 };
  });

  app.get('/truth', async ({ query }) => {
    const { business, list, after, limit } = parseInput(TruthQuery, query);
    return truth(sandbox, orNotFound(findBusiness(business), 'business'), { list, after, limit });
  });
}

type TruthPage = Pick<z.infer<typeof TruthQuery>, 'list' | 'after' | 'limit'>;

/** Every record of a list, in the order of creation, with a hash of all its fields. */
function truth(sandbox: Sandbox, business: Business, { list, after, limit }: TruthPage) {
  const books = openBooks(sandbox, business);
  if (FIXED_LISTS.includes(list))
    return { records: fixedList(business, list).map((body) => entry(body, false)), next: null };
  const end = Math.min(after + limit, books.count(list));
  const now = secondsOf(sandbox);
  const records = [];
  for (let n = after; n < end; n += 1) {
    const record = books.visible({ list, n }, now);
    if (record === undefined) continue;
    const body = renderRecord({ books, business, settings: sandbox.state.settings }, record);
    records.push(entry(body, record.deleted !== null));
  }
  return { records, next: end < books.count(list) ? end : null };
}

const entry = (body: SageRecord, deleted: boolean) => ({
  id: body.id,
  updatedAt: body.updated_at,
  deleted,
  hash: recordHash(body),
});

/** SHA-256 of the record's JSON with sorted keys and without `balance`, which changes although `updated_at` does not. */
export function recordHash({ balance: _, ...body }: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(canonical(body)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
