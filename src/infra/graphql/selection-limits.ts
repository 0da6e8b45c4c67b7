import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { inWords, LIMITS } from './limits.js';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Why one of a document's operations or fragments selects more than may be asked for at once, or undefined. */
export function whyNotSelections(document: DocumentNode): string | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const sizes = new Sizes(fragments);
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const set = definition.selectionSet;
    const size = sizes.of(set);
    // A fragment may be of introspection only, which has no depth; its levels count where it is used.
    const counted = definition.kind === Kind.FRAGMENT_DEFINITION ? { ...size, depth: 0 } : size;
    const why = whyNotSize(counted) ?? whyNotMerged([set], fragments);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** What a selection asks for, after fragments are expanded. */
interface Size {
  /** Levels of fields; those of introspection have a limit of their own. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields, inline fragments and spreads. */
  readonly selections: number;
  /** Fields `__schema` and `__type`. */
  readonly introspections: number;
  /** Fields that lead from one type to many others, one inside the other. */
  readonly typeLists: number;
  /** Why it cannot be asked for, regardless of its size. */
  readonly why?: string | undefined;
}

const NOTHING: Size = { depth: 0, aliases: 0, selections: 0, introspections: 0, typeLists: 0 };
const CIRCLE: Size = {
  ...NOTHING,
  why: 'A fragment must not be spread within itself, directly or through others.',
};

const TYPE_LISTS: ReadonlySet<string> = new Set(['fields', 'inputFields', 'interfaces', 'possibleTypes']);

function whyNotSize(size: Size): string | undefined {
  if (size.why !== undefined) return size.why;
  if (size.depth > LIMITS.depth) return `The query is deeper than ${LIMITS.depth} levels.`;
  if (size.aliases > LIMITS.aliases) return `The query has more than ${LIMITS.aliases} aliases.`;
  if (size.selections > LIMITS.selections)
    return `The query asks for too many selections: ${inWords(LIMITS.selections)} are allowed, fragments expanded.`;
  if (size.introspections > 1)
    return 'The query asks for the schema more than once: one `__schema` or `__type` is enough.';
  return undefined;
}

/**
 * What one introspection may ask for. The standard query takes 20 ms with 150 types, and each alias, or each list of
 * types within a list of types, would multiply that.
 */
function whyNotIntrospection(name: string, { aliases, typeLists }: Size): string | undefined {
  if (aliases > 0) return `Below \`${name}\` there must be no aliases.`;
  if (name === '__schema' && typeLists > 1)
    return 'The introspection depth is limited: below `__schema`, a list of fields or types must not hold another.';
  return undefined;
}

/** Sizes of selection sets. That of a fragment is computed once, so fragments of fragments cost no more than others. */
class Sizes {
  readonly #known = new Map<string, Size>();

  constructor(private readonly fragments: Fragments) {}

  of({ selections }: SelectionSetNode): Size {
    return selections.map((one) => this.#ofSelection(one)).reduce(together, NOTHING);
  }

  #ofSelection(selection: SelectionNode): Size {
    if (selection.kind === Kind.FIELD) return this.#ofField(selection);
    const inside =
      selection.kind === Kind.INLINE_FRAGMENT
        ? this.of(selection.selectionSet)
        : this.#ofFragment(selection.name.value);
    return { ...inside, selections: inside.selections + 1 };
  }

  #ofField({ name: { value: name }, alias, selectionSet }: FieldNode): Size {
    const inside = selectionSet ? this.of(selectionSet) : NOTHING;
    const introspects = name === '__schema' || name === '__type';
    return {
      depth: introspects ? 0 : inside.depth + 1,
      aliases: inside.aliases + (alias ? 1 : 0),
      selections: inside.selections + 1,
      introspections: inside.introspections + (introspects ? 1 : 0),
      typeLists: inside.typeLists + (TYPE_LISTS.has(name) ? 1 : 0),
      why: inside.why ?? (introspects ? whyNotIntrospection(name, inside) : undefined),
    };
  }

  #ofFragment(name: string): Size {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, CIRCLE);
    const fragment = this.fragments.get(name);
    const size = fragment === undefined ? NOTHING : this.of(fragment.selectionSet);
    this.#known.set(name, size);
    return size;
  }
}

const together = (a: Size, b: Size): Size => ({
  depth: Math.max(a.depth, b.depth),
  aliases: a.aliases + b.aliases,
  selections: a.selections + b.selections,
  introspections: a.introspections + b.introspections,
  typeLists: Math.max(a.typeLists, b.typeLists),
  why: a.why ?? b.why,
});

/**
 * Why fields that are answered as one are too many, or undefined. graphql-js compares each pair of them, and in each
 * pair everything below: 200 times `companies { nodes { links { id } } }` take 65 ms. The sizes must have been checked:
 * this walks through all fragments as if they were written out.
 */
function whyNotMerged(sets: readonly SelectionSetNode[], fragments: Fragments): string | undefined {
  const merged = new Map<string, SelectionSetNode[]>();
  for (const { name, alias, selectionSet } of sets.flatMap((set) => fieldsOf(set, fragments))) {
    if (selectionSet === undefined) continue;
    const key = alias?.value ?? name.value;
    const same = merged.get(key) ?? [];
    if (same.push(selectionSet) > LIMITS.mergedFields)
      return `A field that has fields of its own is selected more than ${LIMITS.mergedFields} times in one place: select it once, with all that is needed of it.`;
    merged.set(key, same);
  }
  for (const same of merged.values()) {
    const why = whyNotMerged(same, fragments);
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * The fields directly in a selection set, those of its fragments included. All are put into one list: a list of each
 * fragment, copied into that of the fragment before, took 50 ms for a chain of 49 fragments.
 */
function fieldsOf({ selections }: SelectionSetNode, fragments: Fragments, found: FieldNode[] = []): FieldNode[] {
  for (const one of selections) {
    if (one.kind === Kind.FIELD) found.push(one);
    else {
      const set = one.kind === Kind.INLINE_FRAGMENT ? one.selectionSet : fragments.get(one.name.value)?.selectionSet;
      if (set !== undefined) fieldsOf(set, fragments, found);
    }
  }
  return found;
}
