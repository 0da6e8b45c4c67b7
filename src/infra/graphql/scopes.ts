// The folder `infra/graphql`: what every GraphQL type and operation shares: scopes, limits, scalars, pages, error
// answers. Types of one feature stand in its slice; the server and the schema are assembled in `api`.

import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { Extensions, type MiddlewareFn, UseMiddleware } from 'type-graphql';

/** Decorates a field or a type with the scope that a key needs to call the field, or to see the type anywhere. */
export const RequiresScope = (scope: string) => Extensions({ scope });

/** Decorates a root field that any valid key may call. */
export const NoScope = () => Extensions({ scope: null });

/** Decorates a nullable field: it is null for a key without the scope of the field's type. */
export const NullWithoutScope = (): MethodDecorator => UseMiddleware(nullWithoutScope);

const nullWithoutScope: MiddlewareFn<{ readonly actor: { readonly scopes: ReadonlySet<string> } }> = async (
  { context, info },
  next,
) => {
  const scope = scopeOn(getNamedType(info.returnType));
  return scope && !context.actor.scopes.has(scope) ? null : next();
};

const scopeOn = (thing: { extensions: Readonly<Record<string, unknown>> } | null | undefined) =>
  thing?.extensions.scope as string | null | undefined;

/** The root fields (`Query.name`) without `RequiresScope` or `NoScope`. A schema with one of these must not be served. */
export function unguardedRootFields(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {})
      .filter((field) => scopeOn(field) === undefined)
      .map((field) => `${root?.name}.${field.name}`),
  );
}

/**
 * The scopes that an operation needs before any of it runs: those of its fields, and those of the types that it
 * selects where the schema does not allow null. Where null is allowed (`node`, `AuditEvent.target`), the resolver
 * answers null instead. A field or an inline fragment that `@skip` or `@include` leaves out needs nothing; `variables` are
 * the request's own. A spread of a named fragment counts regardless of its directives.
 */
export function requiredScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    InlineFragment: (node) => (isLeftOut(node, operation, variables) ? false : undefined),
    Field: (node) => {
      if (isLeftOut(node, operation, variables)) return false;
      const field = typeInfo.getFieldDef();
      const type = typeInfo.getType();
      if (!field || !type) return undefined;
      const scopes = [scopeOn(field), cannotBeNull(type) ? scopeOn(getNamedType(type)) : undefined];
      for (const scope of scopes) if (scope) needed.add(scope);
      return undefined;
    },
  });
  // Only fragments that this operation uses: those of another operation in the document do not count.
  visit(separateOperations(document)[operation.name?.value ?? ''] ?? document, visitor);
  return needed;
}

/** Whether the scopes that a document needs differ with its variables: a directive in it takes one. */
export function dependsOnVariables(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      if (!given.some(({ value }) => value.kind === Kind.VARIABLE)) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

/** Whether a directive leaves a part of the operation out. A condition that is not known leaves nothing out. */
function isLeftOut(
  { directives = [] }: FieldNode | InlineFragmentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return directives.some(({ name, arguments: given = [] }) => {
    const condition = given.find((argument) => argument.name.value === 'if')?.value;
    if (condition === undefined || !['skip', 'include'].includes(name.value)) return false;
    if (condition.kind !== Kind.VARIABLE)
      return condition.kind === Kind.BOOLEAN && condition.value === (name.value === 'skip');
    const variable = condition.name.value;
    const definition = variableDefinitions.find((one) => one.variable.name.value === variable);
    const standard = definition?.defaultValue;
    const value = variables[variable] ?? (standard?.kind === Kind.BOOLEAN ? standard.value : undefined);
    return value === (name.value === 'skip');
  });
}

/** Whether no part of a type may be null: `T!`, `[T!]!`. */
function cannotBeNull(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  return isListType(type.ofType) ? cannotBeNull(type.ofType.ofType) : true;
}
