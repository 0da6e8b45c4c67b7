// The folder `api`: GraphQL put together from all slices: schema, server, routes, the context of a request, loaders,
// and `node(id)`. It names no slice but for the actor of a request and the target of an audit event. Types and
// resolvers of a feature stand in its slice.

// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

import { type GraphQLObjectType, type GraphQLSchema, isInputObjectType, isInterfaceType, isUnionType } from 'graphql';
import { buildSchema, type ClassType } from 'type-graphql';
import { unguardedRootFields } from '../infra/graphql/scopes.js';
import type { Slice } from '../infra/slices/slice.js';
import { NodeResolver } from './node.resolver.js';

/** The instance of each resolver class. A class without one can be printed, and not called. */
export type ResolverInstances = ReadonlyMap<unknown, object>;

/**
 * The GraphQL schema of all slices. Without `instances` it can only be printed, which needs no database.
 * @throws when a root field says nothing about its scope.
 */
export async function createSchema(
  slices: readonly Slice[],
  instances: ResolverInstances = new Map(),
): Promise<GraphQLSchema> {
  for (const slice of slices) await slice.loadTypes?.();
  const schema = await buildSchema({
    resolvers: [NodeResolver, ...slices.flatMap(({ resolvers = [] }) => resolvers.map(({ type }) => type))],
    container: { get: (type: ClassType<object>) => instances.get(type) ?? {} },
    // TypeGraphQL demands it of a schema with subscriptions. Ours open their streams by themselves.
    pubSub: { publish() {}, subscribe: () => nothing() },
    validate: false,
    // Its check runs the introspection query: 100 ms of every start. `test/api/schema.test.ts` does it once instead.
    skipCheck: true,
  });
  const unguarded = unguardedRootFields(schema);
  if (unguarded.length > 0) throw new Error(`root fields without a scope: ${unguarded.join(', ')}`);

  // TypeGraphQL has no option for the descriptions of these types.
  describe(schema.getQueryType(), 'What can be read. Reading changes nothing.');
  describe(schema.getMutationType(), 'What can be changed: each field is one transaction, in the order given.');
  describe(schema.getSubscriptionType(), 'What can be followed as it happens, by server-sent events.');
  for (const slice of slices) slice.completeSchema?.(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    // TypeGraphQL prints @oneOf but does not enforce it: graphql-js does, once it is told.
    if (isInputObjectType(type) && type.astNode?.directives?.some(({ name }) => name.value === 'oneOf'))
      type.isOneOf = true;
    // TypeGraphQL's own searches all types and is asynchronous. These are neither, and cannot throw.
    if (isInterfaceType(type)) type.resolveType = (value: object) => value.constructor.name;
    if (isUnionType(type)) type.resolveType = ({ kind }: { readonly kind: string }) => kind;
  }
  return schema;
}

async function* nothing(): AsyncGenerator<never> {}

function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}
