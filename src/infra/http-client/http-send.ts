import type { RawAnswer } from './http-answer.js';
import { HttpRequestRunner, printableCode, type SendRequest } from './http-request-runner.js';
import { connectThrough, isThisMachine, proxyFor } from './outgoing-proxy.js';
import { loadUndici } from './undici.js';

/**
 * Why a URL may not be called, or undefined. Its origin must be one of `origins`, which come from our own constants or
 * configuration. It must be https, except on this machine, where the sandbox may run.
 */
export function whyNotCalled(url: URL, origins: readonly string[]): string | undefined {
  if (!origins.includes(url.origin)) return 'origin not on the list';
  if (url.username !== '' || url.password !== '') return 'user in the URL';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && isThisMachine(url) ? undefined : 'not https';
}

/**
 * Sends one request on a connection of its own, without redirects, a second try or an AbortSignal, and answers what came
 * back, also where the answer breaks off. Never rejects.
 */
export async function sendOnce(url: URL, wanted: SendRequest): Promise<RawAnswer> {
  const refused = whyNotCalled(url, wanted.origins);
  if (refused !== undefined) return { kind: 'not-sent', why: refused };
  const { buildConnector, Client } = loadUndici();
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not turn verification off.
  const connect = buildConnector({ timeout: wanted.connectMs, rejectUnauthorized: true });
  const proxy = proxyFor(url);
  const client = new Client(url.origin, {
    connect: proxy === undefined ? connect : connectThrough(proxy, wanted.connectMs, connect),
    // One request, and then `Connection: close`. Its own timeouts are off: the runner has one for the whole answer.
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const { method, headers, body } = wanted;
  const request = { method, path: url.pathname + url.search, headers, ...(body !== undefined && { body }) };
  return new Promise<RawAnswer>((resolve) => {
    const runner = new HttpRequestRunner(wanted, resolve);
    client.dispatch(request, runner);
  })
    .catch((error: unknown): RawAnswer => ({ kind: 'not-sent', why: printableCode(error) }))
    .finally(() => client.destroy().catch(() => undefined));
}
