import type { FastifyInstance } from 'fastify';
import { apiError } from '../errors/api-error.js';
import { isPlainUtf8 } from './body-encoding.js';

const MAX_FORM_BYTES = 10_000;
const MAX_FORM_FIELDS = 20;

/**
 * Makes the routes of a Fastify scope accept `application/x-www-form-urlencoded` and nothing else: UTF-8, each name
 * once, at most 20 fields and 10 kB. The body becomes a Map of names to texts. A body of another type is answered
 * with 415, one that cannot be read with 400.
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
      if (fields === undefined) return done(apiError('BAD_REQUEST', 'The form cannot be read: send it again.'));
      done(null, fields);
    },
  );
}

/** Parses a form body into names and texts. Undefined: not UTF-8, a name twice, too many fields, or no form at all. */
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

/** @throws URIError for a percent sign that does not encode a byte of UTF-8. */
const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
