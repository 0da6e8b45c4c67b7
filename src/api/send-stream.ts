import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { print } from 'graphql-sse';
import { isApiError, isRetryable } from '../infra/errors/api-error.js';
import { countedFieldResolver, whyNotAnswer } from '../infra/graphql/answer-limit.js';
import { startEventStream } from '../infra/http/event-stream.js';
import type { Logger } from '../infra/observability/logger.js';
import { recordErrors } from './answered-errors.js';
import type { RequestContext } from './context.js';
import type { OpenedStream } from './open-stream.js';
import type { Contexts } from './request-context.js';

export interface StreamSenderOptions {
  readonly contexts: Contexts;
  readonly logger: Logger;
}

/**
 * Sends the events of a stream in the format of graphql-sse, one when the one before was taken, each with its cursor as
 * `id`. The handler of that library is not used: it reads ahead of a slow client without a limit. `complete` follows an
 * error after which the client must not go on. A stream that ends without it goes on from the last cursor.
 */
export async function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { source, execution }: OpenedStream,
  { contexts, logger }: StreamSenderOptions,
): Promise<void> {
  const { id: requestId } = request;
  const response = startEventStream(request, reply, (why) => {
    if (why === 'unread') logger.warn('a stream of events was closed: its client did not read', { requestId });
    source.end(why);
  });
  // An event that the client does not take must not hold up the end of the stream.
  source.onEnded = () => response.endSoon();
  const context = execution.contextValue as RequestContext;
  const next = ({ data, errors }: ExecutionResult) =>
    print({ event: 'next', data: { data, ...(errors && { errors: answered(errors) }) } });
  const answered = (errors: readonly GraphQLError[]) =>
    recordErrors({ logger, requestId }, errors).map(({ formatted }) => formatted as GraphQLError);
  try {
    for await (const event of source) {
      const done = new EventEmitter();
      const contextValue = contexts.ofEvent(context, done);
      const asked = { ...execution, rootValue: event, contextValue, fieldResolver: countedFieldResolver };
      const message = next(await execute(asked));
      done.emit('finish');
      const tooLarge = whyNotAnswer(message, contextValue.answer);
      await response.write(`id: ${event.cursor}\n${tooLarge ? next({ errors: [tooLarge] }) : message}`);
    }
  } catch (error) {
    const isFinal = isApiError(error) && !isRetryable(String(error.extensions.code));
    if (isFinal) await response.write(next({ errors: [error] }) + print({ event: 'complete', data: null }));
    else logger.fault('a stream of events broke off', error, { requestId });
  } finally {
    source.end('failed');
    response.end();
  }
}
