import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { apiError } from '../errors/api-error.js';

/**
 * Why an operation's variables do not fit, or undefined. graphql-js checks them too, but prints the rejected value,
 * secrets and all, into its message; this runs before it and names path and type only.
 */
export function whyNotVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (type === undefined || !isInputType(type)) continue;
    if (!Object.hasOwn(given, name)) {
      if (definition.defaultValue !== undefined || !isNonNullType(type)) continue;
      return apiError(
        'BAD_USER_INPUT',
        `Variable \`$${name}\` of type ${type} is required and was not given.`,
      );
    }
    const faults: string[] = [];
    coerceInputValue(given[name], type, (path, _value, error) => {
      faults.push(`at \`$${[name, ...path].join('.')}\`: ${withoutValue(error.message, schema)}`);
    });
    if (faults.length > 0)
      return apiError('BAD_USER_INPUT', `The variables do not fit: ${faults.slice(0, 5).join(' ')}`);
  }
  return undefined;
}

/**
 * The messages of graphql-js's `coerceInputValue` that are made of the schema's own names; all others print the value.
 * Whole messages, and names from their end: a value may itself look like one of these sentences.
 */
const SAFE = [
  /^Field "\w+" of required type "[\w[\]!]+" was not provided\.$/,
  /^Expected non-nullable type "[\w[\]!]+" not to be null\.$/,
  /^Expected type "\w+" to be an object\.$/,
  /^Exactly one key must be specified for OneOf type "\w+"\.$/,
];

function withoutValue(message: string, schema: GraphQLSchema): string {
  if (SAFE.some((safe) => safe.test(message))) return message;
  const [, input] = /^Field ".* is not defined by type "(\w+)"/s.exec(message) ?? [];
  // Not which: where names are mixed up, a secret may stand where a name should.
  if (input !== undefined)
    return `It has a field that ${input} does not define; it defines ${fieldsOf(input, schema)}.`;
  const [, type] =
    /^Expected type "(\w+)"/.exec(message) ??
    /^Value ".* does not exist in "(\w+)" enum/s.exec(message) ??
    /^Enum "(\w+)"/.exec(message) ??
    [];
  if (type !== undefined) return `Expected type ${type}.`;
  return 'The value does not fit its type.';
}

const list = new Intl.ListFormat('en');

function fieldsOf(input: string, schema: GraphQLSchema): string {
  const type = schema.getType(input);
  return list.format(isInputObjectType(type) ? Object.keys(type.getFields()) : []);
}
