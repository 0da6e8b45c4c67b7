import type { IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** The result of one request. Only `headers` and `body` hold what the other system sent; nothing here logs them. */
export type RawAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer;
      /** False: the connection ended before the answer was complete, and `body` is what had arrived. */
      readonly complete: boolean;
    }
  /** No byte of the request was written. `why` is our own text or an error code of Node.js. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** The request was or may have been sent, and there is no answer. */
  | { readonly kind: 'failed'; readonly why: string };

/** In seconds. A platform that asks for more has sent a wrong header: our own back-off knows better. */
const MAX_RETRY_AFTER = 3600;

/**
 * Seconds to wait by `Retry-After` (RFC 9110 §10.2.3: whole seconds, or an HTTP date), from 0 to `most`, an hour by default;
 * null where the header is absent, unreadable, or asks for more. `now` is in ms.
 */
export function retryAfterSeconds(
  header: string | undefined,
  now: number,
  most: number = MAX_RETRY_AFTER,
): number | null {
  const believable = (seconds: number) => (seconds <= most ? seconds : null);
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return believable(Number(text));
  // A date in this form alone: Date.parse takes nearly anything, such as a bare `-1`.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : believable(Math.max(Math.ceil((at - now) / 1000), 0));
}

interface Body {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The body as JSON, regardless of its content type; undefined where it is not JSON. Decompresses as `textOf` does. */
export function jsonOf(answer: Body, maxBytes: number): unknown {
  try {
    return JSON.parse(textOf(answer, maxBytes));
  } catch {
    // The parser's message would quote the body.
    return undefined;
  }
}

/**
 * The body as text. Decompresses gzip, deflate and br up to `maxBytes`: we ask for no compression, but a proxy may
 * compress, and to drop such an answer would cost a link.
 * @throws Error where it is not compressed as its header says, or longer than `maxBytes`.
 */
export const textOf = (answer: Body, maxBytes: number): string => utf8Text(bytesOf(answer, maxBytes));

/** Bytes of UTF-8 as text, without a byte order mark. */
export const utf8Text = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFEFF/, '');

/** The body without its compression. @throws as `textOf`. */
export function bytesOf({ headers, body }: Body, maxOutputLength: number): Buffer {
  switch (headers['content-encoding']?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(body, { maxOutputLength });
    case 'deflate':
      return inflateSync(body, { maxOutputLength });
    case 'br':
      return brotliDecompressSync(body, { maxOutputLength });
    default:
      return body;
  }
}
