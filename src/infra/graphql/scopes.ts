import {
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { Extensions, type MiddlewareFn, UseMiddleware } from 'type-graphql';

/** Decorates a root field or a type with the scope that a key needs to call the field, or to see the type anywhere. */
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
  return [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {})
      .filter((field) => scopeOn(field) === undefined)
      .map((field) => `${root?.name}.${field.name}`),
  );
}

/**
 * The scopes that an operation needs before any of it runs: those of its root fields, and those of the types that it
 * selects where the schema does not allow null. Where null is allowed (`node`, `AuditEvent.target`), the resolver
 * answers null instead.
 */
export function requiredScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const visitor = visitWithTypeInfo(typeInfo, {
    Field: () => {
      const field = typeInfo.getFieldDef();
      const type = typeInfo.getType();
      if (!field || !type) return;
      const isRoot = roots.includes(typeInfo.getParentType() as never);
      const scopes = [
        isRoot ? scopeOn(field) : undefined,
        cannotBeNull(type) ? scopeOn(getNamedType(type)) : undefined,
      ];
      for (const scope of scopes) if (scope) needed.add(scope);
    },
  });
  // Only fragments that this operation uses: those of another operation in the document do not count.
  visit(separateOperations(document)[operation.name?.value ?? ''] ?? document, visitor);
  return needed;
}

/** Whether no part of a type may be null: `T!`, `[T!]!`. */
function cannotBeNull(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  return isListType(type.ofType) ? cannotBeNull(type.ofType.ofType) : true;
}
