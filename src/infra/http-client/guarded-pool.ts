import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { buildConnector, Pool } from 'undici';
import { retryAfterSeconds } from './http-answer.js';
import { printableCode } from './http-request-runner.js';
import { connectThrough, proxyFor } from './outgoing-proxy.js';
import type { MayConnect } from './public-address.js';
import { loadUndici } from './undici.js';

const CONNECT_MS = 5_000;
/** How much of an answer is kept. */
const ANSWER_BYTES = 1_024;
const DAY_SECONDS = 86_400;

/** No address of the host may be connected to. */
class AddressNotAllowed extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/**
 * Connections to a URL that a user has chosen. Each new connection looks its host up and is opened to an address that
 * passed `mayConnect`, so that a name that is bound to another address later leads nowhere. Certificates are verified. Behind a
 * proxy the proxy looks the host up: then a name that this process resolves to refused addresses only is refused.
 */
export function openGuardedPool(url: URL, mayConnect: MayConnect, connections: number): Pool {
  const { Pool, buildConnector } = loadUndici();
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const guarded = lookupAllowed((address) => mayConnect(address, port));
  const tls = { timeout: CONNECT_MS, rejectUnauthorized: true };
  const proxy = proxyFor(url);
  const through = proxy && connectThrough(proxy, CONNECT_MS, buildConnector(tls));
  const direct = buildConnector({ ...tls, lookup: guarded } as buildConnector.BuildOptions);
  const connect: buildConnector.connector = (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayConnect(host, port)) return callback(new AddressNotAllowed(), null);
    if (through === undefined) return direct(options, callback);
    guarded(host, { all: true }, (error) =>
      error instanceof AddressNotAllowed ? callback(error, null) : through(options, callback),
    );
  };
  return new Pool(url.origin, { connections, connect, pipelining: 1 });
}

type Looked = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/** `dns.lookup` that answers allowed addresses only. */
const lookupAllowed =
  (isAllowed: (address: string) => boolean) =>
  (host: string, options: LookupOptions, done: Looked): void =>
    lookup(host, { ...options, all: true }, (error, found = []) => {
      const allowed = found.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (error) done(error);
      else if (first === undefined) done(new AddressNotAllowed());
      else if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });

/** What came of a POST. `error` is our own text or an error code of Node.js. */
export interface PostAnswer {
  readonly status: number | null;
  readonly error: string | null;
  /** The beginning of the answer. It comes from a stranger. */
  readonly answer: string | null;
  /** What `Retry-After` asks for, at most a day. */
  readonly retryAfterSeconds: number | null;
}

/**
 * POSTs once, without redirects or a second try, and reads the beginning of the answer. `timeoutMs` is for all of it.
 * Never rejects.
 */
export async function postOnce(
  pool: Pool,
  url: URL,
  { headers, body, timeoutMs }: { headers: Record<string, string>; body: string; timeoutMs: number },
): Promise<PostAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const nothing = { status: null, answer: null, retryAfterSeconds: null };
  try {
    const answered = await pool.request({ method: 'POST', path: url.pathname + url.search, headers, body, signal });
    const { statusCode: status, headers: answerHeaders } = answered;
    const wait = answerHeaders['retry-after'];
    return {
      status,
      error: null,
      answer: await beginningOf(answered.body),
      retryAfterSeconds: retryAfterSeconds(typeof wait === 'string' ? wait : undefined, Date.now(), DAY_SECONDS),
    };
  } catch (error) {
    return { ...nothing, error: signal.aborted ? 'TIMEOUT' : printableCode(error) };
  }
}

type Body = AsyncIterable<Uint8Array> & { dump(options: { limit: number }): Promise<void> };

/** The rest is read only where it is short, so that the connection can serve again. An answer that breaks off is one. */
async function beginningOf(body: Body): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > 16 * ANSWER_BYTES) break;
    }
  } catch {
    // The status has come, and it is what counts.
  }
  if (bytes === 0) return null;
  // PostgreSQL stores no NUL.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll('\0', '');
}
