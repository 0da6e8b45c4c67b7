import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Secret } from '../secrets/secret.js';

function toSecret(value: unknown): Secret {
  // The text is fixed: graphql-js would otherwise print the value into the error.
  if (typeof value !== 'string') throw new GraphQLError('A secret is given as a string.');
  return new Secret(value);
}

/**
 * The scalar for secrets, for input only.
 * @throws GraphQLError from `serialize`, so that no output field can have this type; from the parsers, with a fixed text.
 */
export const SecretScalar = new GraphQLScalarType<Secret, never>({
  name: 'Secret',
  description:
    'Write-only text: accepted as input, never returned. It may not contain white space or invisible characters and has 1 to 2,048 of them.',
  parseValue: toSecret,
  parseLiteral: (node) => toSecret(node.kind === Kind.STRING ? node.value : undefined),
  serialize: () => {
    throw new GraphQLError('A secret is never returned.');
  },
});
