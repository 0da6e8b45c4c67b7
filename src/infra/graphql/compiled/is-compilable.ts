import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
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
  const query = schema.getQueryType();
  if (operation.operation !== 'query' || (operation.directives?.length ?? 0) > 0) return false;
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return sizeOf({ schema, fragments }, operation.selectionSet, query ? [query] : []) < MAX_SELECTIONS;
}

interface Place {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** The types that a selection may be answered for: one, or those of an interface or union. */
type Types = readonly GraphQLNamedType[];

/** Infinity for what cannot be compiled. Stops counting at the limit, because nested fragments grow exponentially. */
function sizeOf(place: Place, set: SelectionSetNode, types: Types): number {
  // What no type is answered for is not compiled.
  if (types.length === 0) return 0;
  let total = 0;
  for (const selection of set.selections) {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? place.fragments.get(selection.name.value) : undefined;
    const directives = (selection.directives?.length ?? 0) + (fragment?.directives?.length ?? 0);
    const introspects = selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value);
    if (directives > 0 || introspects) return Number.POSITIVE_INFINITY;
    total += types.length;
    const inner = fragment?.selectionSet ?? ('selectionSet' in selection ? selection.selectionSet : undefined);
    if (inner !== undefined) {
      const below = selection.kind === Kind.FIELD ? typesOfField(place, types, selection.name.value) : types;
      total += sizeOf(place, inner, narrowed(place, below, fragment ?? selection));
    }
    if (total >= MAX_SELECTIONS) return Number.POSITIVE_INFINITY;
  }
  return total;
}

const possible = ({ schema }: Place, type: GraphQLNamedType): Types =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

/** Those of the types that a fragment is for. */
function narrowed(place: Place, types: Types, fragment: object): Types {
  const name = (fragment as { typeCondition?: { name: { value: string } } }).typeCondition?.name.value;
  const condition = name === undefined ? undefined : place.schema.getType(name);
  if (!condition) return types;
  const wanted = possible(place, condition);
  return types.filter((type) => wanted.includes(type));
}

/** The types of a field of several types. Each type has a writer of its own for it. */
function typesOfField(place: Place, types: Types, name: string): Types {
  return types.flatMap((parent) => {
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
    return field === undefined ? [] : possible(place, getNamedType(field.type));
  });
}
