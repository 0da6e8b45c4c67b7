import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** What one request may ask for. Stated in README.md; a request over any of them is refused with nothing executed. */
export const LIMITS = {
  bodyBytes: 100_000,
  headerBytes: 16_384,
  tokens: 2_000,
  depth: 12,
  aliases: 15,
  /** Counted after fragments are expanded. */
  selections: 1_000,
} as const;

/**
 * The rules report instead of throwing: graphql-armor's own way of throwing out of validation becomes a 500.
 * Its texts are replaced, because they begin with "Syntax Error".
 */
const report = (message: string) => ({
  propagateOnRejection: false,
  onReject: [(context: unknown) => (context as ValidationContext).reportError(new GraphQLError(message))],
});

export const limitRules: ValidationRule[] = [
  maxDepthRule({
    n: LIMITS.depth,
    ignoreIntrospection: true,
    // Levels are fields: a client that composes its query of fragments asks for no more than one that does not.
    flattenFragments: true,
    ...report(`The query is deeper than ${LIMITS.depth} levels.`),
  }) as ValidationRule,
  maxAliasesRule({
    n: LIMITS.aliases,
    allowList: [],
    ...report(`The query has more than ${LIMITS.aliases} aliases.`),
  }) as ValidationRule,
];
