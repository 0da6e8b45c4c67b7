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

/** Puts a scope on a root field (who may call it) or on a type (who may see it, by whichever door). */
export const RequiresScope = (scope: string) => Extensions({ scope });

/** The few root fields that any valid key may call. */
export const NoScope = () => Extensions({ scope: null });

/** Puts on a field that may be null: it is, for a key that may not see the field's type, whatever it would resolve to. */
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

/** Root fields that say nothing about who may call them; a schema with one must not be served. */
export function unguardedRootFields(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {})
      .filter((field) => scopeOn(field) === undefined)
      .map((field) => `${root?.name}.${field.name}`),
  );
}

/**
 * Every scope an operation needs before anything of it runs: those of its root fields, and those of the types it
 * selects where the schema cannot answer null. Where it can (`node`, `AuditEvent.target`), the resolver answers null.
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
  // Only what this operation reaches: a fragment that another operation uses must not count here.
  visit(separateOperations(document)[operation.name?.value ?? ''] ?? document, visitor);
  return needed;
}

/** Whether nothing on the way to the type may be null: `T!`, `[T!]!`. */
function cannotBeNull(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  return isListType(type.ofType) ? cannotBeNull(type.ofType.ofType) : true;
}
