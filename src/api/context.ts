import type { Catalogue } from '../catalogue/catalogue.service.js';
import type { Caller } from '../infra/database/caller.js';
import { AnswerLimit } from '../infra/graphql/answer-limit.js';
import type { Loaders } from '../infra/slices/slice.js';
import type { Actor } from '../workspaces/api-key.service.js';

/**
 * What every resolver gets. `loaders` is replaced after each commit, so that later reads of the request see the change.
 * It stands in an object of its own, because Apollo hands the resolvers a copy of the context.
 */
export class RequestContext {
  readonly answer = new AnswerLimit();

  constructor(
    readonly requestId: string,
    readonly actor: Actor,
    readonly caller: Caller,
    readonly catalogue: Catalogue,
    private readonly current: { loaders: Loaders },
  ) {}

  get loaders(): Loaders {
    return this.current.loaders;
  }
}
