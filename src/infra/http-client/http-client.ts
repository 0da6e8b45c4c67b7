// The folder `infra/http-client`: requests that this process sends: one connection each, with limits of time and size,
// to listed origins only. What is sent, and what an answer means, stands in `infra/oauth` and `providers`.

import { CONNECT_MS } from '../process/connect-times.js';
import { jsonOf, type RawAnswer, retryAfterSeconds } from './http-answer.js';
import { sendOnce } from './http-send.js';

const FORM = { answerMs: 120_000, maxBytes: 64 * 1024 };
const JSON_READ = { answerMs: 10_000, maxBytes: 1024 * 1024 };
const USER_AGENT = 'ledgerlink';

/** What `sendForm` needs. */
export interface FormOptions {
  /** The only origins (`https://host:port`) that may be called. */
  readonly origins: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** `ledgerlink` by default. */
  readonly userAgent?: string;
  /** Called when the connection is open, in the synchronous step that writes the request. False: `not-sent`. */
  readonly maySend?: () => boolean;
  /** How long to wait for the complete answer once the form is sent; two minutes by default. */
  readonly answerMs?: number;
}

/**
 * POSTs a form once, on a connection of its own, and reads the answer, at most 64 kB. It follows no redirect, does not
 * try again, and cannot be aborted, because the answer may be the only copy of a token. Only https is allowed, except to
 * this machine, and certificates are verified. Never rejects.
 */
export function sendForm(url: URL, form: URLSearchParams, options: FormOptions): Promise<RawAnswer> {
  const body = form.toString();
  const { origins, maySend, answerMs = FORM.answerMs } = options;
  const headers = {
    'user-agent': options.userAgent ?? USER_AGENT,
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...options.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  };
  const limits = { connectMs: Math.min(CONNECT_MS.platform, answerMs), answerMs, maxBytes: FORM.maxBytes };
  return sendOnce(url, { method: 'POST', headers, body, origins, ...limits, ...(maySend && { maySend }) });
}

/** What `getJson` needs. */
export interface JsonOptions {
  readonly origins: readonly string[];
  /** May hold a token: never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ten seconds by default, for connecting and for the answer. */
  readonly answerMs?: number;
}

/** The result of `getJson`. `why` is our own text or an error code of Node.js. */
export type JsonAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Undefined where the body is not JSON or not complete. */
      readonly json: unknown;
      readonly retryAfterSeconds: number | null;
      /** A header of the answer, by its name in lower case. */
      readonly header: (name: string) => string | undefined;
    }
  | { readonly kind: 'failed'; readonly why: string };

/** GETs JSON once, at most 1 MB, without redirects or a second try. The rules for URLs are those of `sendForm`. Never rejects. */
export async function getJson(url: URL, options: JsonOptions): Promise<JsonAnswer> {
  const { origins, answerMs = JSON_READ.answerMs } = options;
  const headers = {
    'user-agent': USER_AGENT,
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...options.headers,
  };
  const limits = { connectMs: answerMs, answerMs, maxBytes: JSON_READ.maxBytes };
  const answer = await sendOnce(url, { method: 'GET', headers, origins, ...limits });
  if (answer.kind !== 'answered') return { kind: 'failed', why: answer.why };
  const header = (name: string) => {
    const value = answer.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    kind: 'answered',
    status: answer.status,
    json: answer.complete ? jsonOf(answer, JSON_READ.maxBytes) : undefined,
    retryAfterSeconds: retryAfterSeconds(header('retry-after'), Date.now()),
    header,
  };
}
