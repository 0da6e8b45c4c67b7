import type { Catalogue } from '../catalogue/catalogue.service.js';
import type { Caller } from '../infra/database/caller.js';
import { AnswerLimit } from '../infra/graphql/answer-limit.js';
import type { Loaders } from '../infra/slices/slice.js';
import type { EventFeedService } from '../subscriptions/event-feed.service.js';
import type { Actor } from '../workspaces/api-key.service.js';
import type { KeyedMutation } from './keyed-mutation.js';
import type { OpenedStream } from './open-stream.js';

/** What a request has that takes a stream of events as its answer. */
export interface StreamOffer {
  readonly feed: EventFeedService;
  /** The header `Last-Event-ID`. */
  readonly lastEventId: string | undefined;
  /** The stream of its subscription, once it is open. */
  opened?: OpenedStream;
}

/**
 * What every resolver gets. `loaders` is replaced after each commit, so that later reads of the request see the change.
 * It stands in an object of its own, because Apollo hands the resolvers a copy of the context.
 */
export class RequestContext {
  readonly answer = new AnswerLimit();
  /** Undefined: the request does not take a stream. */
  stream?: StreamOffer;

  constructor(
    readonly requestId: string,
    readonly actor: Actor,
    readonly caller: Caller,
    readonly catalogue: Catalogue,
    private readonly current: { loaders: Loaders },
    /** Undefined: the request has no idempotency key. */
    readonly keyed?: KeyedMutation,
  ) {}

  /** The context of one run of a request with an idempotency key. */
  keyedBy(keyed: KeyedMutation): RequestContext {
    const context = new RequestContext(this.requestId, this.actor, this.caller, this.catalogue, this.current, keyed);
    return Object.assign(context, this.stream && { stream: this.stream });
  }

  get loaders(): Loaders {
    return this.current.loaders;
  }
}
