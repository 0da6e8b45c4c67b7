import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Fragments = GraphQLResolveInfo['fragments'];

const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** The names of the fields that are selected below a field at any level, those that a directive leaves out included. */
export function selectedNames({ fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>) {
  const [only, ...others] = fieldNodes;
  const kept = only && others.length === 0 ? known.get(only) : undefined;
  if (kept !== undefined) return kept;
  const names = new Set<string>();
  for (const { selectionSet } of fieldNodes) addNames(selectionSet, fragments, names);
  // The names of fields that are answered as one belong to none of them.
  if (only && others.length === 0) known.set(only, names);
  return names as ReadonlySet<string>;
}

function addNames(set: SelectionSetNode | undefined, fragments: Fragments, names: Set<string>): void {
  for (const one of set?.selections ?? []) {
    if (one.kind === Kind.FIELD) names.add(one.name.value);
    addNames(
      one.kind === Kind.FRAGMENT_SPREAD ? fragments[one.name.value]?.selectionSet : one.selectionSet,
      fragments,
      names,
    );
  }
}
