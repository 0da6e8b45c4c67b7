// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { buildSchema, type ClassType } from 'type-graphql';
import { AccessTokenResolver } from '../access-tokens/access-token.resolver.js';
import { AuditEventResolver } from '../audit/audit-event.resolver.js';
import { CompanyResolver } from '../companies/company.resolver.js';
import { CredentialSetResolver } from '../credentials/credential-set.resolver.js';
import { unguardedRootFields } from '../infra/graphql/scopes.js';
import { regionsThat } from '../integrations/integration.graphql.js';
import { IntegrationResolver } from '../integrations/integration.resolver.js';
import { CompanyLinkResolver } from '../linking/company-link.resolver.js';
import { providers } from '../providers/registry.js';
import { ApiKeyResolver } from '../workspaces/api-key.resolver.js';
import { WorkspaceResolver } from '../workspaces/workspace.resolver.js';
import { NodeResolver } from './node.resolver.js';

/** A resolver class by itself; the instances come from `resolvers.ts`, or from nowhere when only the schema is printed. */
export type Instances = ReadonlyMap<unknown, object>;

export async function createSchema(instances: Instances = new Map()): Promise<GraphQLSchema> {
  // Each platform's typed input and types: a new platform is one file, found by the name in the registry.
  for (const { id } of providers) await import(`../credentials/${id}.graphql.js`);
  const schema = await buildSchema({
    resolvers: [
      IntegrationResolver,
      CredentialSetResolver,
      ApiKeyResolver,
      WorkspaceResolver,
      CompanyResolver,
      CompanyLinkResolver,
      AccessTokenResolver,
      AuditEventResolver,
      NodeResolver,
    ],
    container: { get: (type: ClassType<object>) => instances.get(type) ?? {} },
    validate: false,
  });
  const unguarded = unguardedRootFields(schema);
  if (unguarded.length > 0) throw new Error(`root fields without a scope: ${unguarded.join(', ')}`);

  // TypeGraphQL offers no place for these two.
  describe(schema.getQueryType(), 'What can be read. Reading changes nothing.');
  describe(
    schema.getMutationType(),
    'What can be changed: each field is one transaction, in the order given.',
  );
  resolveAtOnce(schema.getType('Integration'), 'supportedRegions', regionsThat);
  for (const type of Object.values(schema.getTypeMap())) {
    // TypeGraphQL prints @oneOf but does not enforce it: graphql-js does, once it is told.
    if (isInputObjectType(type) && type.astNode?.directives?.some(({ name }) => name.value === 'oneOf'))
      type.isOneOf = true;
    // Synchronous and unable to throw, where TypeGraphQL's own searches all types and awaits.
    if (isAbstractType(type)) type.resolveType = (value: object) => value.constructor.name;
  }
  return schema;
}

/** TypeGraphQL awaits every argument: too dear for a field that is read for each integration of a list. */
function resolveAtOnce(
  type: GraphQLNamedType | undefined,
  name: 'supportedRegions',
  resolve: typeof regionsThat,
): void {
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`there is no field ${name} to resolve`);
  field.resolve = (source, { supported }) => resolve(source, supported);
}

function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}
