import { refusal } from '../platform/graphql-errors.js';

export const PER_PAGE = 50;
const MOST_PER_PAGE = 100;

/** The page length asked for, or BAD_USER_INPUT. */
export function checkFirst(asked: number | null | undefined): number {
  const first = asked ?? PER_PAGE;
  if (first < 1 || first > MOST_PER_PAGE)
    throw refusal('BAD_USER_INPUT', `\`first\` must be 1 to ${MOST_PER_PAGE}.`);
  return first;
}

export const notACursor = () =>
  refusal(
    'BAD_USER_INPUT',
    '`after` is not a cursor of this API: give back an `endCursor` exactly as it was answered.',
  );
