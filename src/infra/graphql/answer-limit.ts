import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import { apiError } from '../errors/api-error.js';
import { inWords, LIMITS } from './limits.js';

/** Counts the fields of one answer while it is made, so that no request keeps the processor for long. */
export class AnswerLimit {
  #fields = 0;
  #passed: Error | undefined;

  /** @throws ANSWER_TOO_LARGE from the first field on that is one too many. */
  countField(): void {
    if (++this.#fields <= LIMITS.answerFields) return;
    // One error for all fields that follow, with a path, so that graphql-js makes no copy of it for each of them.
    this.#passed ??= Object.assign(tooLarge(TOO_MANY_FIELDS), { path: [] });
    throw this.#passed;
  }
}

/** graphql-js's own resolver of fields that have none, and the place where a field is counted. */
export const countedFieldResolver: GraphQLFieldResolver<unknown, { readonly answer: AnswerLimit }> = (
  source,
  args,
  context,
  info,
) => {
  context.answer.countField();
  return defaultFieldResolver(source, args, context, info);
};

/** The error for an answer that is too large to be sent, as its text or bytes of JSON; undefined for all others. */
export function whyNotAnswer(payload: string | Buffer): Error | undefined {
  // No text is three times as long in UTF-8 as it has characters, so most answers need not be looked at.
  const most = typeof payload === 'string' ? payload.length * 3 : payload.length;
  if (most > LIMITS.answerBytes && Buffer.byteLength(payload) > LIMITS.answerBytes)
    return tooLarge(`is larger than ${LIMITS.answerBytes / 1_000_000} MB`);
  // A compiled query writes bytes, and its fields are not counted on the way.
  if (typeof payload !== 'string' && hasTooManyFields(payload)) return tooLarge(TOO_MANY_FIELDS);
  return undefined;
}

const TOO_MANY_FIELDS = `has more than ${inWords(LIMITS.answerFields)} fields`;

/** The shortest field with its separator: `"a":1,`. */
const BYTES_OF_A_FIELD = 6;
const END_OF_KEY = Buffer.from('":');
const BACKSLASH = 0x5c;

function hasTooManyFields(json: Buffer): boolean {
  if (json.length < LIMITS.answerFields * BYTES_OF_A_FIELD) return false;
  let fields = 0;
  for (let at = json.indexOf(END_OF_KEY); at >= 0; at = json.indexOf(END_OF_KEY, at + 2))
    if (json[at - 1] !== BACKSLASH && ++fields > LIMITS.answerFields) return true;
  return false;
}

const tooLarge = (why: string): Error =>
  apiError(
    'ANSWER_TOO_LARGE',
    `The answer ${why}: ask for fewer fields, or for shorter pages with \`first\`. What a mutation of this request changed stays changed.`,
  );
