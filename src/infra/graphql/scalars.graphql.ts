import { GraphQLError, GraphQLScalarType, type ValueNode, valueFromASTUntyped } from 'graphql';
import { GraphQLCountryCode, GraphQLDate, GraphQLDateTime, GraphQLURL } from 'graphql-scalars';

/**
 * A scalar of graphql-scalars under the name that our schema gives it. Output values are text or Dates already, so
 * `serialize` only prints them. The library's own `serialize` parses every value again, 600 times in one dashboard.
 * A refusal names the type and never the value, which the library's messages contain.
 */
function scalar(parent: GraphQLScalarType, name: string, description: string): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    description,
    parseValue: (value: unknown) => {
      try {
        return parent.parseValue(value);
      } catch {
        throw new GraphQLError(`Expected type "${name}".`);
      }
    },
    parseLiteral: (node: ValueNode) => parent.parseLiteral(node),
    serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : String(value)),
  });
}

/**
 * An offset may lead out of the years that four digits can write: such a moment could not be answered again. The database
 * has no year 0.
 */
function inFourDigitYears(moment: Date): Date {
  const year = moment.getUTCFullYear();
  if (year >= 1 && year <= 9999) return moment;
  throw new GraphQLError('it must lie in the years 0001 to 9999 of UTC');
}

const inYears = (type: GraphQLScalarType<Date, unknown>): GraphQLScalarType =>
  new GraphQLScalarType({
    ...type.toConfig(),
    parseValue: (value: unknown) => inFourDigitYears(type.parseValue(value)),
    parseLiteral: (node: ValueNode) => inFourDigitYears(type.parseLiteral(node)),
  });

/** Moments; ISO 8601 with an offset. */
export const DateTime = scalar(
  inYears(GraphQLDateTime),
  'DateTime',
  'A moment in ISO 8601 with its offset, in answers always UTC with milliseconds: 2026-11-23T09:30:00.000Z.',
);
/** Calendar days; ISO 8601. */
export const DateOnly = scalar(inYears(GraphQLDate), 'Date', 'A day in ISO 8601: 2026-07-31.');
/** Countries; ISO 3166-1 alpha-2 in upper case. */
export const CountryCode = scalar(GraphQLCountryCode, 'CountryCode', 'ISO 3166-1 alpha-2, upper case: GB.');
/** Absolute URLs. */
export const Url = scalar(GraphQLURL, 'URL', 'An absolute URL.');
/** Any JSON. graphql-js gives literals as values of JavaScript, and prints what a resolver answers as it is. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value. A number whose digits a program could lose, such as 1.10, is answered as text.',
  parseValue: (value: unknown) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** A scalar whose values are texts of one form. A refusal names the type and never the value. */
const textScalar = (name: string, form: RegExp, description: string): GraphQLScalarType => {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && form.test(value)) return value;
    throw new GraphQLError(`Expected type "${name}".`);
  };
  return new GraphQLScalarType({
    name,
    description,
    parseValue: read,
    parseLiteral: (node) => read(valueFromASTUntyped(node)),
    serialize: String,
  });
};
/** Exact decimal numbers as text. */
export const Decimal = textScalar(
  'Decimal',
  /^-?\d{1,500}(\.\d{1,500})?$/,
  'An exact decimal number as text, such as "120.10", with the trailing zeros that the platform sent. Never a float.',
);
/** Currencies; ISO 4217. */
export const CurrencyCode = textScalar('CurrencyCode', /^[A-Z]{3}$/, 'ISO 4217, three capital letters: GBP.');
