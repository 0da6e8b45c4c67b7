import type { GraphQLError } from 'graphql';
import { Arg, Int } from 'type-graphql';
import { apiError } from '../errors/api-error.js';

/** The length of a page when `first` is not given. */
export const PER_PAGE = 50;
/** The longest page. */
export const MAX_PAGE_SIZE = 100;

/** Decorates the argument `first` of a field that answers a page of `many`, such as `companies`. */
export const First = (many: string, byDefault = PER_PAGE) =>
  Arg('first', () => Int, {
    nullable: true,
    defaultValue: byDefault,
    description: `The number of ${many}, 1 to ${MAX_PAGE_SIZE}.`,
  });

/** Decorates the argument `after` of such a field. */
export const After = (many: string) =>
  Arg('after', () => String, {
    nullable: true,
    description: `Only ${many} after this cursor, which is the \`endCursor\` of the previous page.`,
  });

/**
 * The page length that the argument `first` asks for, 1 to `most`; `byDefault` when it is left out or null.
 * @throws BAD_USER_INPUT for any other number.
 */
export function checkFirst(
  asked: number | null | undefined,
  { most = MAX_PAGE_SIZE, byDefault = PER_PAGE }: { readonly most?: number; readonly byDefault?: number } = {},
): number {
  const first = asked ?? byDefault;
  if (first < 1 || first > most) throw apiError('BAD_USER_INPUT', `\`first\` must be 1 to ${most}.`);
  return first;
}

/** Makes (does not throw) the BAD_USER_INPUT error for an argument that is not a cursor of this API. */
export const notACursor = (argument = 'after'): GraphQLError =>
  apiError(
    'BAD_USER_INPUT',
    `\`${argument}\` is not a cursor of this API: give back an \`endCursor\` exactly as it was answered.`,
  );
