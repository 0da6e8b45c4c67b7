import type { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Catalogue, CatalogueService } from '../catalogue/catalogue.service.js';
import type { RawDataService } from '../datasets/records/raw-data.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { withAbortSignal } from '../infra/database/with-abort-signal.js';
import type { Deadlines } from '../infra/process/deadlines.js';
import { actorName } from '../workspaces/api-key.rules.js';
import type { Actor } from '../workspaces/api-key.service.js';
import { RequestContext } from './context.js';
import type { MakeLoaders } from './loaders.js';

export interface ContextSources {
  readonly database: Database;
  readonly catalogue: CatalogueService;
  readonly deadlines: Deadlines;
  readonly callbackUrl: string;
  readonly rawData: RawDataService;
  readonly loaders: MakeLoaders;
  /** The sender of a request. @throws an API error where the request has no valid key or session. */
  callerOf(request: FastifyRequest): Promise<Actor>;
}

export interface Contexts {
  /** What the resolvers of a request get: the sender, the deadline, and the catalogue as it stood then. */
  ofRequest(request: FastifyRequest, reply: FastifyReply): Promise<RequestContext>;
  /** The same for a later event of a request's stream, with loaders and a deadline of its own. `done` emits `finish`. */
  ofEvent(context: RequestContext, done: EventEmitter): RequestContext;
}

/** Makes what the resolvers of requests get. */
export function createContexts(sources: ContextSources): Contexts {
  const { database, catalogue, deadlines, callbackUrl, rawData, loaders } = sources;
  const make = (requestId: string, actor: Actor, signal: AbortSignal, snapshot: Catalogue): RequestContext => {
    const { workspaceId, apiKeyId } = actor;
    const caller: Caller = {
      workspaceId,
      apiKeyId,
      actor: actorName(actor.name, actor.prefix),
      requestId,
      signal,
      afterCommit: () => {
        current.loaders = newLoaders();
      },
    };
    const newLoaders = () =>
      loaders({ db: database.readerFor(caller), workspaceId, catalogue: snapshot, callbackUrl, rawData });
    const current = { loaders: newLoaders() };
    return new RequestContext(requestId, actor, caller, snapshot, current);
  };
  return {
    ofRequest: async (request, reply) => {
      const signal = deadlines.until(reply.raw);
      const actor = await withAbortSignal(sources.callerOf(request), signal);
      const snapshot = await withAbortSignal(catalogue.at(actor.catalogueVersion), signal);
      return make(request.id, actor, signal, snapshot);
    },
    ofEvent: ({ requestId, actor, catalogue: snapshot }, done) =>
      make(requestId, actor, deadlines.until(done), snapshot),
  };
}
