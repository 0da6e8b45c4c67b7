import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

const MAX_SELECTIONS = 300;

/**
 * Whether `compileQuery` can compile an operation: it must be a query of a bounded size, without directives and
 * introspection. The size counts fields after fragments are expanded, and fields below an interface or union once for
 * each of its types, because the compiler makes writers for each.
 */
export function isCompilable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (operation.operation !== 'query' || (operation.directives?.length ?? 0) > 0) return false;
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return sizeOf({ schema, fragments }, operation.selectionSet, schema.getQueryType() ?? undefined, 1) < MAX_SELECTIONS;
}

interface Place {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Infinity for what cannot be compiled. Stops counting at the limit, because nested fragments grow exponentially. */
function sizeOf(place: Place, set: SelectionSetNode, parent: GraphQLNamedType | undefined, times: number): number {
  let total = 0;
  for (const selection of set.selections) {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? place.fragments.get(selection.name.value) : undefined;
    const directives = (selection.directives?.length ?? 0) + (fragment?.directives?.length ?? 0);
    const introspects = selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value);
    if (directives > 0 || introspects) return Number.POSITIVE_INFINITY;
    total += times;
    const inner = fragment?.selectionSet ?? ('selectionSet' in selection ? selection.selectionSet : undefined);
    if (inner !== undefined) {
      const type = selection.kind === Kind.FIELD ? typeOfField(parent, selection.name.value) : parent;
      const types =
        selection.kind === Kind.FIELD && isAbstractType(type) ? place.schema.getPossibleTypes(type).length : 1;
      total += sizeOf(place, inner, narrowed(place, selection, fragment) ?? type, times * types);
    }
    if (total >= MAX_SELECTIONS) return Number.POSITIVE_INFINITY;
  }
  return total;
}

/** The type that a fragment is on. */
function narrowed(
  { schema }: Place,
  selection: object,
  fragment?: FragmentDefinitionNode,
): GraphQLNamedType | undefined {
  const condition =
    fragment?.typeCondition ?? (selection as { typeCondition?: { name: { value: string } } }).typeCondition;
  return condition === undefined ? undefined : schema.getType(condition.name.value);
}

function typeOfField(parent: GraphQLNamedType | undefined, name: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const field = parent.getFields()[name];
  return field === undefined ? undefined : getNamedType(field.type);
}
