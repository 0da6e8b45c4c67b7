import { GraphQLScalarType, type ValueNode } from 'graphql';
import { GraphQLCountryCode, GraphQLDate, GraphQLDateTime, GraphQLURL } from 'graphql-scalars';

/**
 * graphql-scalars' parsing under the contract's names. What goes out is text already (or a Date), so `serialize`
 * only prints it: the library's own would parse and print every value again, 600 times in one dashboard answer.
 */
function scalar(parent: GraphQLScalarType, name: string, description: string): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    description,
    parseValue: (value: unknown) => parent.parseValue(value),
    parseLiteral: (node: ValueNode) => parent.parseLiteral(node),
    serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : String(value)),
  });
}

export const DateTime = scalar(
  GraphQLDateTime,
  'DateTime',
  'A moment in ISO 8601 with its offset, in answers always UTC with milliseconds: 2026-11-23T09:30:00.000Z.',
);
export const DateOnly = scalar(GraphQLDate, 'Date', 'A day in ISO 8601: 2026-07-31.');
export const CountryCode = scalar(GraphQLCountryCode, 'CountryCode', 'ISO 3166-1 alpha-2, upper case: GB.');
export const Url = scalar(GraphQLURL, 'URL', 'An absolute URL.');
