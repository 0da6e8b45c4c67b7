import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
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

/**
 * Decorates a page of records, which stands below the top of a query. Its rows count as often as the object may be
 * answered. `weight`: what a row counts for, at most 1.
 */
export const PageOfRecords = (weight = 1) => Extensions({ pageOfRecords: weight });

/** What the pages and lists of one query are together. */
export interface PageCheck {
  /** Why they are too much. */
  readonly refusal?: string;
  /** Whether all of them are of records. */
  readonly isOfRecords: boolean;
}

const NO_PAGES: PageCheck = { isOfRecords: false };

/**
 * Makes the check of what the pages and lists of a query ask for together. Each row is read from the database and
 * becomes objects and promises: about 0.05 ms of processor time, before a field of it is looked at. The variables must
 * fit.
 */
export function createPageCheck(schema: GraphQLSchema) {
  const recordTypes = recordTypesOf(schema);
  const known = new WeakMap<OperationDefinitionNode, Lists>();
  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Readonly<Record<string, unknown>>,
  ): PageCheck => {
    const query = operation.operation === 'query' ? schema.getQueryType() : undefined;
    if (!query) return NO_PAGES;
    // Whether the variables matter at all is decided once for each document: most have a page or two at the top.
    const lists = known.get(operation) ?? listsOf(schema, recordTypes, document, operation);
    known.set(operation, lists);
    if (!lists.mayBeMany) return lists;
    const { coerced: variables = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    const rows = rowsOf({ schema, document, variables }, [{ type: query, set: operation.selectionSet }], undefined);
    if (rows <= LIMITS.pageRows) return lists;
    return {
      ...lists,
      refusal: `The pages and lists of one request may have ${inWords(LIMITS.pageRows)} rows together, and this one asks for ${inWords(rows)}: ask for fewer or for shorter pages.`,
    };
  };
}

/** The types that pages of records lead to. */
function recordTypesOf(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const found = new Set<GraphQLNamedType>();
  const add = (type: GraphQLNamedType): void => {
    if (found.has(type) || !(isObjectType(type) || isAbstractType(type))) return;
    found.add(type);
    if (isAbstractType(type)) schema.getPossibleTypes(type).forEach(add);
    if (!isUnionType(type)) for (const field of Object.values(type.getFields())) add(getNamedType(field.type));
  };
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const { extensions, type: page } of Object.values(type.getFields()))
        if (extensions.pageOfRecords !== undefined) add(getNamedType(page));
  return found;
}

interface Lists extends PageCheck {
  readonly mayBeMany: boolean;
}

/** The lists of a document: one with another list than of records is not of records, wherever that list stands. */
function listsOf(
  schema: GraphQLSchema,
  recordTypes: ReadonlySet<GraphQLNamedType>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Lists {
  let [records, others] = [false, false];
  const typeInfo = new TypeInfo(schema);
  const Field = () => {
    const parent = typeInfo.getParentType();
    const field = typeInfo.getFieldDef();
    if (field?.extensions.pageOfRecords !== undefined || (parent && recordTypes.has(parent))) records = true;
    else if (field && (isPage(field) || isListType(getNullableType(field.type)))) others = true;
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field }));
  const atTop = rootFields(document, operation.selectionSet).length;
  return { isOfRecords: records && !others, mayBeMany: records || atTop * MAX_PAGE_SIZE > LIMITS.pageRows };
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

const isPage = ({ args }: GraphQLField<unknown, unknown>): boolean => args.some(({ name }) => name === 'first');

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
  if (!isPage(field)) return atTop && isListType(getNullableType(field.type)) ? ROWS_OF_A_LIST : 0;
  const weight = field.extensions.pageOfRecords as number | undefined;
  if (!atTop && weight === undefined) return 0;
  const { first } = getArgumentValues(field, node, variables);
  const rows = Math.ceil((typeof first === 'number' ? first : PER_PAGE) * (weight ?? 1));
  return atTop ? rows : Math.max(rows, LEAST_ROWS);
}
