import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CatalogueService } from '../catalogue/catalogue.service.js';
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

export type ContextOf = (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>;

/** Makes what the resolvers of one request get: the sender, the deadline, and the catalogue as it stood then. */
export function createContextOf(sources: ContextSources): ContextOf {
  const { database, catalogue, deadlines, callbackUrl, rawData, loaders } = sources;
  return async (request, reply) => {
    const signal = deadlines.until(reply.raw);
    const actor = await withAbortSignal(sources.callerOf(request), signal);
    const { workspaceId, apiKeyId } = actor;
    const snapshot = await withAbortSignal(catalogue.at(actor.catalogueVersion), signal);
    const caller: Caller = {
      workspaceId,
      apiKeyId,
      actor: actorName(actor.name, actor.prefix),
      requestId: request.id,
      signal,
      afterCommit: () => {
        current.loaders = newLoaders();
      },
    };
    const newLoaders = () =>
      loaders({ db: database.readerFor(caller), workspaceId, catalogue: snapshot, callbackUrl, rawData });
    const current = { loaders: newLoaders() };
    return new RequestContext(request.id, actor, caller, snapshot, current);
  };
}
