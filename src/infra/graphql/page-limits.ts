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
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Extensions } from 'type-graphql';
import { inWords, LIMITS } from './limits.js';
import { PER_PAGE } from './page-arguments.js';
import { isPage, type Lists, listsOf, recordTypesOf } from './record-queries.js';
import { flatFields, selectsField } from './root-fields.js';

/** What a list at the top without pages counts for: those of this API are short. */
const ROWS_OF_A_LIST = 20;
/** What a page below the top counts for at least: each of them is a statement of its own. */
const LEAST_ROWS = 10;

/**
 * Decorates a page of records, or a report, which stands below the top of a query. Its rows count as often as the object
 * may be answered. `weight`: what a row counts for; `ofLines`: what it counts for with its lines. A report counts as a page
 * without `first`.
 */
export const PageOfRecords = (weight = 1, ofLines = weight) => Extensions({ pageOfRecords: weight, ofLines });

/** Decorates another page that stands below the top of a query: its rows count as often as the object may be answered. */
export const CountedPage = () => Extensions({ countedPage: 1 });

/** The same, where one statement reads the pages of all objects. `weight`: what a row counts for. */
export const PageReadTogether = (weight: number) => Extensions({ countedPage: weight, readTogether: true });

/** What the pages and lists of one query are together. */
export interface PageCheck {
  /** Why they are too much. */
  readonly refusal?: string;
  readonly mayBeLarge: boolean;
}

const NO_PAGES: PageCheck = { mayBeLarge: false };

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
    const parts = partsOf({ schema, document, variables }, [{ type: query, set: operation.selectionSet }]);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return rows <= LIMITS.pageRows ? lists : { ...lists, refusal: refusalOf(parts, rows) };
  };
}

/** A field, by the keys that lead to it in the answer, and the rows that it may have in all. */
interface Part {
  readonly path: string;
  readonly rows: number;
}

function refusalOf(parts: readonly Part[], rows: number): string {
  const most = parts.reduce((one, other) => (other.rows > one.rows ? other : one));
  return `The pages and lists of one request may have ${inWords(LIMITS.pageRows)} rows together, and this one asks for ${inWords(rows)}, the largest part (${inWords(most.rows)}) in \`${most.path}\`: ask for fewer or for shorter pages.`;
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

/** Where selections stand. `times`: how often they may be answered; undefined: at the top. */
type At = { readonly path: string; readonly times: number | undefined };
const TOP: At = { path: '', times: undefined };

/** The rows of each field of selections that are answered as one. */
function partsOf(asked: Asked, selected: readonly Selected[], { path, times }: At = TOP): Part[] {
  // Fields of one key are answered as one.
  const fields = new Map<string, SelectedField[]>();
  const flat = selected.flatMap(({ type, set }) =>
    flatFields(asked.document, set).map(({ node, condition }) => ({
      type: condition === undefined ? type : asked.schema.getType(condition),
      node,
    })),
  );
  for (const one of flat) {
    const key = one.node.alias?.value ?? one.node.name.value;
    fields.set(key, [...(fields.get(key) ?? []), one]);
  }
  return [...fields].flatMap(([key, nodes]) => {
    const own = { path: path + key, rows: rowsOfField(asked, nodes, times === undefined) * (times ?? 1) };
    const below = nodes.flatMap(({ type, node: { name, selectionSet } }) =>
      selectionSet === undefined ? [] : [{ type: typeOfField(type, name.value), set: selectionSet }],
    );
    if (below.length === 0) return [own];
    return [own, ...partsOf(asked, below, { path: `${own.path}.`, times: own.rows || (times ?? 1) })];
  });
}

const fieldOf = (type: GraphQLNamedType | undefined, name: string) =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

function typeOfField(type: GraphQLNamedType | undefined, name: string): GraphQLNamedType | undefined {
  const field = fieldOf(type, name);
  return field && getNamedType(field.type);
}

interface SelectedField {
  readonly type: GraphQLNamedType | undefined;
  readonly node: FieldNode;
}

/**
 * The rows that a field may answer; 0 for one object, and for lists below the top that are not counted. `nodes`: it, as
 * often as it is selected.
 */
function rowsOfField({ document, variables }: Asked, nodes: readonly SelectedField[], atTop: boolean): number {
  const [first] = nodes;
  const field = first && fieldOf(first.type, first.node.name.value);
  if (first === undefined || field === undefined) return 0;
  const { pageOfRecords, ofLines, countedPage, readTogether } = field.extensions;
  // Lines are looked for only where they count.
  const withLines =
    ofLines !== pageOfRecords && nodes.some(({ node }) => selectsField(document, node.selectionSet, 'lines'));
  const weight = ((withLines ? ofLines : pageOfRecords) ?? countedPage) as number | undefined;
  if (!isPage(field) && weight === undefined)
    return atTop && isListType(getNullableType(field.type)) ? ROWS_OF_A_LIST : 0;
  if (!atTop && weight === undefined) return 0;
  const { first: asked } = getArgumentValues(field, first.node, variables);
  const rows = Math.ceil((typeof asked === 'number' ? asked : PER_PAGE) * (weight ?? 1));
  return atTop || readTogether ? rows : Math.max(rows, LEAST_ROWS);
}
