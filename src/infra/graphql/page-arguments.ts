import type { GraphQLError } from 'graphql';
import { apiError } from '../errors/api-error.js';

/** How many a page holds when nobody says. */
export const PER_PAGE = 50;
const MAX_PAGE_SIZE = 100;

/** The page length that `first` asks for: 1 to 100, or BAD_USER_INPUT; left out or null: `PER_PAGE`. */
export function checkFirst(asked: number | null | undefined): number {
  const first = asked ?? PER_PAGE;
  if (first < 1 || first > MAX_PAGE_SIZE)
    throw apiError('BAD_USER_INPUT', `\`first\` must be 1 to ${MAX_PAGE_SIZE}.`);
  return first;
}

/** The BAD_USER_INPUT for an `after` that no page of ours ended with; to be thrown. */
export const notACursor = (): GraphQLError =>
  apiError(
    'BAD_USER_INPUT',
    '`after` is not a cursor of this API: give back an `endCursor` exactly as it was answered.',
  );
