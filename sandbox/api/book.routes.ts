import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FIXED_LISTS } from '../books/fixed-lists.js';
import { LIST_RULES } from '../books/lists.js';
import type { Query } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import type { Business } from '../world/users.js';
import { assertListAllowed } from './access.js';
import { attachmentRoutes } from './attachments.js';
import { listAnswer, singleAnswer } from './book-lists.js';
import { financialSettingsBody, trialBalanceBody } from './reports.js';
import { writeRoutes } from './write.routes.js';

const config = { endpoint: 'api' } as const;
interface WithQuery {
  Querystring: Query;
}
interface WithId {
  Params: { id: string };
}

/** Checks a call and returns its business. The two API versions do this differently. */
export type BusinessOf = (request: FastifyRequest, reply: FastifyReply) => Promise<Business>;

/** Every list of the books, for both API versions. */
export const BOOK_LISTS = [...new Set([...Object.keys(LIST_RULES), ...FIXED_LISTS])];

/** The books of a business, below `prefix`. */
export function bookRoutes(app: FastifyInstance, sandbox: Sandbox, prefix: string, businessOf: BusinessOf): void {
  for (const list of BOOK_LISTS) {
    const allowed: BusinessOf = async (request, reply) => {
      const business = await businessOf(request, reply);
      assertListAllowed(sandbox, business, list);
      return business;
    };
    app.get<WithQuery>(`${prefix}/${list}`, { config }, async (request, reply) =>
      listAnswer(sandbox, await allowed(request, reply), list, request.query),
    );
    app.get<WithId & WithQuery>(`${prefix}/${list}/:id`, { config }, async (request, reply) =>
      singleAnswer(sandbox, await allowed(request, reply), list, request.params.id, request.query),
    );
  }
  writeRoutes(app, sandbox, prefix, businessOf);
  attachmentRoutes(app, sandbox, prefix, businessOf);
  app.get<WithQuery>(`${prefix}/trial_balance`, { config }, async (request, reply) =>
    trialBalanceBody(sandbox, await businessOf(request, reply), request.query),
  );
  app.get(`${prefix}/financial_settings`, { config }, async (request, reply) =>
    financialSettingsBody(await businessOf(request, reply)),
  );
}
