import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { apiError } from '../errors/api-error.js';
import { LIMITS } from './limits.js';
import { whyNotValues } from './value-limits.js';

/**
 * The BAD_USER_INPUT error (not thrown) for variables that do not fit the operation, or undefined. graphql-js checks
 * them too, but its messages contain the rejected value, which may be a secret. This check runs before it, names only
 * path and type, looks at nothing that is larger than the limits, and stops at the first few faults: 48,000 wrong
 * elements of a list took 1.7 s of processor time while all of them were collected.
 */
export function whyNotVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  const tooMuch = whyNotValues(given);
  if (tooMuch !== undefined) return apiError('BAD_USER_INPUT', `${tooMuch} Send less in one request.`);
  const faults: string[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (type === undefined || !isInputType(type)) continue;
    if (Object.hasOwn(given, name)) {
      faults.push(...firstFaults(name, given[name], type, schema));
    } else if (definition.defaultValue === undefined && isNonNullType(type)) {
      return apiError('BAD_USER_INPUT', `Variable \`$${name}\` of type ${type} is required and was not given.`);
    }
    if (faults.length > 0) return apiError('BAD_USER_INPUT', `The variables do not fit: ${faults.join(' ')}`);
  }
  return undefined;
}

/** Ends graphql-js's walk through a value, which otherwise goes on to the end of it. */
class EnoughFaults extends Error {
  override readonly name = 'EnoughFaults';
}

function firstFaults(name: string, value: unknown, type: GraphQLInputType, schema: GraphQLSchema): string[] {
  const faults: string[] = [];
  try {
    coerceInputValue(value, type, (path, _value, error) => {
      faults.push(`at \`$${[name, ...path].join('.')}\`: ${withoutValue(error.message, schema)}`);
      if (faults.length === LIMITS.errors) throw new EnoughFaults();
    });
  } catch (error) {
    if (!(error instanceof EnoughFaults)) throw error;
  }
  return faults;
}

/**
 * Messages of graphql-js's `coerceInputValue` that contain only names of the schema; all others contain the value.
 * The patterns match whole messages, because a value may itself look like one of these sentences.
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
  // The unknown name itself is not printed: a secret may have been sent in its place by mistake.
  if (input !== undefined)
    return `It has a field that ${input} does not define; it defines ${fieldsOf(input, schema)}.`;
  const [, type] =
    /^Expected type "(\w+)"/.exec(message) ??
    /^Value ".* does not exist in "(\w+)" enum/s.exec(message) ??
    /^Enum "(\w+)"/.exec(message) ??
    [];
  if (type === undefined) return 'The value does not fit its type.';
  // A scalar's description says what fits, with an example.
  const scalar = schema.getType(type);
  return isScalarType(scalar) ? `Expected type ${type}. ${scalar.description}` : `Expected type ${type}.`;
}

const list = new Intl.ListFormat('en');

function fieldsOf(input: string, schema: GraphQLSchema): string {
  const type = schema.getType(input);
  return list.format(isInputObjectType(type) ? Object.keys(type.getFields()) : []);
}
