import type { DocumentNode, GraphQLField, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { Extensions } from 'type-graphql';
import { apiError } from '../infra/errors/api-error.js';
import { rootFields } from '../infra/graphql/root-fields.js';

/** Decorates a mutation that has rules of its own for requests with an idempotency key: its answer is not kept. */
export const OwnRepeats = () => Extensions({ ownRepeats: true });

/** Whether a mutation has rules of its own for requests with an idempotency key. */
export const hasOwnRepeats = ({ extensions }: GraphQLField<unknown, unknown>): boolean =>
  extensions.ownRepeats === true;

/**
 * The mutation of an operation that was sent with an idempotency key. Undefined: the operation is a query.
 * @throws BAD_USER_INPUT when there are several mutations: a key stands for one.
 */
export function mutationOfKey(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): GraphQLField<unknown, unknown> | undefined {
  const mutations = operation.operation === 'mutation' ? schema.getMutationType()?.getFields() : undefined;
  if (mutations === undefined) return undefined;
  const fields = rootFields(document, operation.selectionSet).flatMap(({ name }) => mutations[name.value] ?? []);
  if (fields.length === 1) return fields[0];
  throw apiError(
    'BAD_USER_INPUT',
    'A request with an idempotency key must hold one mutation. Send each in a request of its own, with a key of its own.',
  );
}
