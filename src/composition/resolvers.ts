import { NodeResolver, nodeTypesOf } from '../api/node.resolver.js';
import type { ResolverInstances } from '../api/schema.js';
import type { Composition } from './composition.js';

/** The resolvers of the schema, each with the services that it translates for. */
export function createResolvers(composition: Composition): ResolverInstances {
  const { slices, services } = composition;
  const resolvers = slices.flatMap((slice) => slice.resolvers ?? []);
  return new Map<unknown, object>([
    ...resolvers.map(({ type, create }) => [type, create(services, composition)] as const),
    [NodeResolver, new NodeResolver(nodeTypesOf(slices))],
  ]);
}
