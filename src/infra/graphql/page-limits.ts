import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNullableType,
  getVariableValues,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { inWords, LIMITS } from './limits.js';
import { MAX_PAGE_SIZE, PER_PAGE } from './page-arguments.js';
import { rootFields } from './root-fields.js';

/** What a list without pages counts for: those of this API are short. */
const ROWS_OF_A_LIST = 20;

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
  if (!query) return undefined;
  // Fields of one key are answered as one.
  const fields = new Map(
    rootFields(document, operation.selectionSet).map((node) => [node.alias?.value ?? node.name.value, node]),
  );
  if (fields.size * MAX_PAGE_SIZE <= LIMITS.pageRows) return undefined;
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  const rows = [...fields.values()].reduce((sum, node) => sum + rowsOf(query, node, coerced), 0);
  if (rows <= LIMITS.pageRows) return undefined;
  return `The pages and lists of one request may have ${inWords(LIMITS.pageRows)} rows together, and this one asks for ${inWords(rows)}: ask for fewer or for shorter pages.`;
}

/** The rows that a root field may answer; 0 for one object. */
function rowsOf(query: GraphQLObjectType, node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const field = query.getFields()[node.name.value];
  if (field === undefined) return 0;
  if (!field.args.some(({ name }) => name === 'first'))
    return isListType(getNullableType(field.type)) ? ROWS_OF_A_LIST : 0;
  const { first } = getArgumentValues(field, node, variables);
  return typeof first === 'number' ? first : PER_PAGE;
}
