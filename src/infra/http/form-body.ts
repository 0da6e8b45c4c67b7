import type { FastifyInstance } from 'fastify';
import { apiError } from '../errors/api-error.js';
import { isPlainUtf8 } from './body-encoding.js';

const MAX_FORM_BYTES = 10_000;
const MAX_FORM_FIELDS = 20;

/**
 * Lets the routes of this scope, and no others, take `application/x-www-form-urlencoded`, and nothing else: UTF-8 only,
 * each name once, up to 20 fields and 10 kB. The body becomes a Map of names to texts; any other type is a 415.
 */
export function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES },
    (request, body, done) => {
      if (!isPlainUtf8(request.headers))
        return done(apiError('UNSUPPORTED_MEDIA_TYPE', 'Send the form in UTF-8, without compression.'));
      const fields = parseForm(body as Buffer);
      if (fields === undefined)
        return done(apiError('BAD_REQUEST', 'The form cannot be read: send it again.'));
      done(null, fields);
    },
  );
}

/** Undefined for what no browser sends for a form of ours. */
export function parseForm(body: Uint8Array): ReadonlyMap<string, string> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (text === '') return new Map();
    const pairs = text.split('&').map((pair) => {
      const [name = '', value = '', ...more] = pair.split('=').map(decode);
      return more.length === 0 && name !== '' ? ([name, value] as const) : undefined;
    });
    const fields = new Map(pairs.filter((pair) => pair !== undefined));
    return fields.size === pairs.length && fields.size <= MAX_FORM_FIELDS ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Throws for percent signs that encode nothing, or no UTF-8. */
const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
