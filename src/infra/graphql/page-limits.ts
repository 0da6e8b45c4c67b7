import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { Extensions } from 'type-graphql';
import { inWords, LIMITS } from './limits.js';
import { MAX_PAGE_SIZE, PER_PAGE } from './page-arguments.js';
import { rootFields } from './root-fields.js';

/** What a list at the top without pages counts for: those of this API are short. */
const ROWS_OF_A_LIST = 20;
/** What a page below the top counts for at least: each of them is a statement of its own. */
const LEAST_ROWS = 10;

/** Decorates a list with pages below the top of a query. Its rows count as often as the object may be answered. */
export const CountedPage = () => Extensions({ countedPage: true });

/**
 * Why the pages and lists that a query asks for are too much together, or undefined. Each row is read from the database
 * and becomes objects and promises: about 0.05 ms of processor time, before a field of it is looked at. The variables
 * must fit.
 */
export function whyNotPages(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const query = operation.operation === 'query' ? schema.getQueryType() : undefined;
  if (!query || !mayHaveMany(schema, document, operation)) return undefined;
  const { coerced: variables = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  const rows = rowsOf({ schema, document, variables }, [{ type: query, set: operation.selectionSet }], undefined);
  if (rows <= LIMITS.pageRows) return undefined;
  return `The pages and lists of one request may have ${inWords(LIMITS.pageRows)} rows together, and this one asks for ${inWords(rows)}: ask for fewer or for shorter pages.`;
}

const known = new WeakMap<OperationDefinitionNode, boolean>();

/** Whether the variables matter at all: most operations have a page or two at the top. Decided once for each document. */
function mayHaveMany(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  let may = known.get(operation);
  if (may === undefined) {
    may = rootFields(document, operation.selectionSet).length * MAX_PAGE_SIZE > LIMITS.pageRows;
    const typeInfo = new TypeInfo(schema);
    const Field = () => {
      may ||= typeInfo.getFieldDef()?.extensions.countedPage === true;
    };
    visit(document, visitWithTypeInfo(typeInfo, { Field }));
    known.set(operation, may);
  }
  return may;
}

interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A selection, and the type that it is of. */
interface Selected {
  readonly type: GraphQLNamedType | undefined;
  readonly set: SelectionSetNode;
}

/** The rows of selections that are answered as one. `times`: how often they may be; undefined: at the top. */
function rowsOf(asked: Asked, selected: readonly Selected[], times: number | undefined): number {
  // Fields of one key are answered as one.
  const fields = new Map<string, { type: GraphQLNamedType | undefined; node: FieldNode }[]>();
  for (const one of selected.flatMap((one) => fieldsOf(asked, one))) {
    const key = one.node.alias?.value ?? one.node.name.value;
    fields.set(key, [...(fields.get(key) ?? []), one]);
  }
  let sum = 0;
  for (const nodes of fields.values()) {
    const [first] = nodes;
    if (first === undefined) continue;
    const own = rowsOfField(asked, first, times === undefined) * (times ?? 1);
    const below = nodes.flatMap(({ type, node: { name, selectionSet } }) =>
      selectionSet === undefined ? [] : [{ type: typeOfField(type, name.value), set: selectionSet }],
    );
    sum += own + (below.length > 0 ? rowsOf(asked, below, own || (times ?? 1)) : 0);
  }
  return sum;
}

/** The fields of a selection, those of its fragments included, each with its own type. */
function fieldsOf(asked: Asked, { type, set }: Selected): { type: GraphQLNamedType | undefined; node: FieldNode }[] {
  return set.selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return [{ type, node: one }];
    const fragment =
      one.kind === Kind.INLINE_FRAGMENT
        ? one
        : asked.document.definitions.find(
            (found) => found.kind === Kind.FRAGMENT_DEFINITION && found.name.value === one.name.value,
          );
    if (fragment === undefined || !('selectionSet' in fragment)) return [];
    const condition = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
    return fieldsOf(asked, {
      type: condition === undefined ? type : asked.schema.getType(condition),
      set: fragment.selectionSet,
    });
  });
}

const fieldOf = (type: GraphQLNamedType | undefined, name: string) =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

function typeOfField(type: GraphQLNamedType | undefined, name: string): GraphQLNamedType | undefined {
  const field = fieldOf(type, name);
  return field && getNamedType(field.type);
}

/** The rows that a field may answer; 0 for one object, and for lists below the top that are not counted. */
function rowsOfField(
  { variables }: Asked,
  { type, node }: { readonly type: GraphQLNamedType | undefined; readonly node: FieldNode },
  atTop: boolean,
): number {
  const field = fieldOf(type, node.name.value);
  if (field === undefined) return 0;
  const isPage = field.args.some(({ name }) => name === 'first');
  if (!isPage) return atTop && isListType(getNullableType(field.type)) ? ROWS_OF_A_LIST : 0;
  if (!atTop && field.extensions.countedPage !== true) return 0;
  const { first } = getArgumentValues(field, node, variables);
  const rows = typeof first === 'number' ? first : PER_PAGE;
  return atTop ? rows : Math.max(rows, LEAST_ROWS);
}
