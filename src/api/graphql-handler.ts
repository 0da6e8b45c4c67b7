import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerMediaType } from '../infra/http/answer-media-type.js';
import type { RequestContext } from './context.js';

/** The parts of a request that clients send empty when they have none: `variables=`, `"operationName": ""`. */
const OPTIONAL = ['operationName', 'variables', 'extensions'];

/**
 * Beyond this length Node writes a text as a copy outside the heap, which no garbage collection counts. Of 200 clients
 * that did not read, the process grew by 155 to 215 MB at the peak that way, and by 90 MB with buffers.
 */
const LONG_ANSWER = 16_384;

/** Makes the handler that gives a request to Apollo. An optional part that is an empty text counts as absent. */
export function createGraphqlHandler(
  graphql: ApolloServer<RequestContext>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<string | Buffer> {
  return async (request, reply) => {
    const { status, headers, body } = await graphql.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApolloRequest(request),
      context: async () => madeContext(request),
    });
    if (body.kind !== 'complete') throw new Error('an answer in parts, although the schema has no @defer');
    reply.code(status ?? 200).headers(Object.fromEntries(headers));
    return body.string.length > LONG_ANSWER ? Buffer.from(body.string) : body.string;
  };
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
