import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { print } from 'graphql-sse';
import { retryConflicts } from '../infra/database/database-errors.js';
import { apiError } from '../infra/errors/api-error.js';
import { acceptsEvents, acceptsEventsOnly, answerMediaType } from '../infra/http/answer-media-type.js';
import { EVENTS_TYPE } from '../infra/http/event-stream.js';
import { readKey } from '../repeats/repeat.rules.js';
import type { RepeatService } from '../repeats/repeat.service.js';
import type { EventFeedService } from '../subscriptions/event-feed.service.js';
import type { RequestContext } from './context.js';
import { KeyedMutation, type KeyedOperation } from './keyed-mutation.js';
import { type StreamSenderOptions, sendStream } from './send-stream.js';

/** The parts of a request that clients send empty when they have none: `variables=`, `"operationName": ""`. */
const OPTIONAL = ['operationName', 'variables', 'extensions'];

/**
 * Beyond this length Node writes a text as a copy outside the heap, which no garbage collection counts. Of 200 clients
 * that did not read, the process grew by 155 to 215 MB at the peak that way, and by 90 MB with buffers.
 */
const LONG_ANSWER = 16_384;

interface Answer {
  readonly status: number | undefined;
  readonly headers: HeaderMap;
  readonly text: string;
}

interface HandlerOptions extends StreamSenderOptions {
  readonly graphql: ApolloServer<RequestContext>;
  readonly repeats: RepeatService;
  readonly eventFeed: EventFeedService;
}

/** Makes the handler that gives a request to Apollo. An optional part that is an empty text counts as absent. */
export function createGraphqlHandler(
  options: HandlerOptions,
): (request: FastifyRequest, reply: FastifyReply) => Promise<string | Buffer | undefined> {
  const { graphql, repeats, eventFeed: feed } = options;
  return async (request, reply) => {
    const { accept, 'last-event-id': lastEventId } = request.headers;
    const httpGraphQLRequest = toApolloRequest(request);
    const execute = async (context: RequestContext): Promise<Answer> => {
      const { status, headers, body } = await graphql.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: async () => context,
      });
      if (body.kind !== 'complete') throw new Error('an answer in parts, although the schema has no @defer');
      return { status, headers, text: body.string };
    };
    const context = madeContext(request);
    if (acceptsEvents(accept)) context.stream = { feed, lastEventId: lastEventId?.toString() || undefined };
    const operation = keyedOperation(request);
    const run = operation && (() => runKeyed(operation, request, repeats, execute));
    const { status, headers, text } = await (run ? retryConflicts(run, context.caller.signal) : execute(context));
    const { opened } = context.stream ?? {};
    if (opened) return void sendStream(request, reply, opened, options);
    reply.code(status ?? 200).headers(Object.fromEntries(headers));
    if (reply.statusCode === 200 && acceptsEventsOnly(accept)) return asOneEvent(text, reply);
    return text.length > LONG_ANSWER ? Buffer.from(text) : text;
  };
}

/**
 * The answer of a query or mutation as events, for a client that takes nothing else, such as that of graphql-sse. Such a
 * client takes another type for a lost connection, and sends a mutation again.
 */
function asOneEvent(text: string, reply: FastifyReply): string {
  reply.type(EVENTS_TYPE);
  return `event: next\ndata: ${String(text).trimEnd()}\n\n${print({ event: 'complete', data: null })}`;
}

/** @throws BAD_USER_INPUT for an idempotency key that is none. */
function keyedOperation({ headers, body }: FastifyRequest): KeyedOperation | undefined {
  const sent = (body ?? {}) as { readonly extensions?: { readonly idempotencyKey?: unknown } | null };
  const { key, why } = readKey(headers['idempotency-key'], sent.extensions?.idempotencyKey);
  if (why !== undefined) throw apiError('BAD_USER_INPUT', why);
  return key === undefined ? undefined : { key, body: { ...sent } };
}

/** Runs a request with an idempotency key once. @throws an error of the database after which another run may help. */
async function runKeyed(
  operation: KeyedOperation,
  request: FastifyRequest,
  repeats: RepeatService,
  execute: (context: RequestContext) => Promise<Answer>,
): Promise<Answer> {
  const { caller } = madeContext(request);
  // An earlier run may have left loaders that have read what it undid.
  caller.afterCommit();
  const keyed = new KeyedMutation(operation, caller, repeats);
  try {
    const context = madeContext(request).keyedBy(keyed);
    request.context = context;
    const answer = await execute(context);
    await keyed.end(answer.text, context.answer);
    return answer;
  } finally {
    await caller.shared?.rollback();
    caller.shared = undefined;
  }
}

function toApolloRequest({ method, headers, url, body }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && value !== '') map.set(name, String(value));
  // Apollo negotiates after the operation has run: an `Accept` that it cannot meet would hide the answer of a mutation.
  map.set('accept', answerMediaType(headers.accept));
  return { method, headers: map, search: searchOf(url), body: withoutEmpty(body) };
}

/** The query of a URL, from its question mark on. `null` counts as absent where the value is JSON. */
function searchOf(url: string): string {
  const parameters = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  for (const name of OPTIONAL) {
    const value = parameters.getAll(name).join('');
    if (value === '' || (value === 'null' && name !== 'operationName')) parameters.delete(name);
  }
  return `?${parameters}`;
}

function withoutEmpty(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const given = Object.entries(body).filter(([name, value]) => value !== '' || !OPTIONAL.includes(name));
  return Object.fromEntries(given);
}

function madeContext({ context }: FastifyRequest): RequestContext {
  if (context === undefined) throw new Error('a request reached GraphQL without an actor');
  return context;
}
