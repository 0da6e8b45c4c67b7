import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { booksOptions } from '../api/access.js';
import { openBooks } from '../api/book-lists.js';
import { AREAS } from '../api/business-body.js';
import { GENERATED_LISTS, SIZES, type Size } from '../books/cycle.js';
import { EDITIONS } from '../books/lists.js';
import type { Sandbox } from '../sandbox.js';
import { findBusiness } from '../world/users.js';
import { integerBetween, orNotFound, parseInput } from './control-input.js';

const Options = z.strictObject({
  businessId: z.string(),
  size: z.enum(Object.keys(SIZES) as [Size, ...Size[]]).optional(),
  seed: z.number().int().min(0).max(0x7fffffff).optional(),
  edition: z.enum(EDITIONS).optional(),
  deniedAreas: z.array(z.enum(AREAS)).optional(),
});
const BooksQuery = z.strictObject({ business: z.string() });

const RequestQuery = z.strictObject({
  after: integerBetween(0, 0, Number.MAX_SAFE_INTEGER),
  limit: integerBetween(1, 1_000, 10_000),
});

/** The books of a business: their size, seed and edition, and the areas of which the user has no rights. */
export function booksControl(app: FastifyInstance, sandbox: Sandbox): void {
  const view = (businessId: string) => {
    const business = orNotFound(findBusiness(businessId), 'business');
    const books = openBooks(sandbox, business);
    const counts = Object.fromEntries(GENERATED_LISTS.map((list) => [list, books.count(list)]));
    return { businessId: business.id, ...booksOptions(sandbox, business), counts };
  };

  app.get('/books', async ({ query }) => view(parseInput(BooksQuery, query).business));

  app.post('/books', async ({ body }) => {
    const { businessId, ...options } = parseInput(Options, body);
    const business = orNotFound(findBusiness(businessId), 'business');
    sandbox.state.books.set(business.id, { ...booksOptions(sandbox, business), ...options });
    if (options.size !== undefined || options.seed !== undefined) sandbox.books.clear(business.id);
    await sandbox.persist();
    return view(business.id);
  });

  app.get('/requests', async ({ query }) => {
    const { after, limit } = parseInput(RequestQuery, query);
    return { ...sandbox.requests.page(after, limit), counts: sandbox.limits.counts() };
  });
}
