import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/**
 * The limits of one request; `docs/api.md` states them. A request beyond any of them is refused before anything of it is
 * executed.
 */
export const LIMITS = {
  bodyBytes: 100_000,
  headerBytes: 16_384,
  tokens: 2_000,
  depth: 12,
  aliases: 15,
  /** Selected fields, counted after fragments are expanded. */
  selections: 1_000,
} as const;

/**
 * Options of a graphql-armor rule. It reports an error instead of throwing it, because an error thrown in validation
 * becomes a 500. The rule's own texts are replaced, because they begin with "Syntax Error".
 */
const report = (message: string) => ({
  propagateOnRejection: false,
  onReject: [(context: unknown) => (context as ValidationContext).reportError(new GraphQLError(message))],
});

/** The validation rules that enforce `LIMITS.depth` and `LIMITS.aliases`. */
export const limitRules: ValidationRule[] = [
  maxDepthRule({
    n: LIMITS.depth,
    ignoreIntrospection: true,
    // Only fields count as levels: a query made of fragments asks for no more than the same query without them.
    flattenFragments: true,
    ...report(`The query is deeper than ${LIMITS.depth} levels.`),
  }) as ValidationRule,
  maxAliasesRule({
    n: LIMITS.aliases,
    allowList: [],
    ...report(`The query has more than ${LIMITS.aliases} aliases.`),
  }) as ValidationRule,
];
