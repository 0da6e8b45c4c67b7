import { createSourceEventStream, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { EventStream } from '../subscriptions/event-stream.js';
import type { RequestContext } from './context.js';

/** The stream of a subscription, and what makes an answer of each of its events. */
export interface OpenedStream {
  readonly source: EventStream;
  readonly execution: ExecutionArgs;
}

/** A subscription that may run. */
interface Subscription {
  readonly document: DocumentNode;
  readonly contextValue: RequestContext;
  readonly request: { readonly operationName?: string; readonly variables?: Record<string, unknown> };
}

/**
 * Opens the stream of a subscription and keeps it in the request's context. Until then errors are answered as those of
 * every request: with their status, and as JSON.
 * @throws the error of the subscription's resolver.
 */
export async function openStream(
  schema: GraphQLSchema,
  { document, contextValue, request: { operationName, variables } }: Subscription,
): Promise<void> {
  const { stream } = contextValue;
  if (stream === undefined) throw new Error('a request that takes no stream');
  const execution = { schema, document, contextValue, operationName, variableValues: variables };
  const source = await createSourceEventStream(execution);
  if ('errors' in source) throw source.errors?.[0];
  stream.opened = { source: source as EventStream, execution };
}
