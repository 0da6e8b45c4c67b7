import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { isExempt } from '../config/no-proxy.rules.js';
import { codeOf } from '../errors/error-code.js';
import { loadUndici } from './undici.js';

/** The proxy for requests to platforms. */
export interface OutgoingProxy {
  /** http or https. Its user and password are secret. */
  readonly url: URL;
  /** The variable that names it, for messages. */
  readonly setting: string;
  /** Hosts that are called without it, as `NO_PROXY` lists them. */
  readonly noProxy: string;
}

type Connect = buildConnector.connector;

/** The proxy cannot be used. The message names the setting and the remedy, and nothing secret. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL names this machine, which is the only one that may be called by plain http, and never by a proxy. */
export const isThisMachine = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);

let processProxy: OutgoingProxy | undefined;

/** Sets the proxy of this process. It is one for all requests, as the environment that names it is one. */
export function useOutgoingProxy(proxy: OutgoingProxy | undefined): void {
  processProxy = proxy;
}

/** The proxy through which a URL is called; undefined where it is called directly. */
export const proxyFor = (url: URL, proxy = processProxy): OutgoingProxy | undefined =>
  proxy === undefined || isThisMachine(url) || isExempt(url, proxy.noProxy) ? undefined : proxy;

/**
 * Connects to an https origin through a proxy (CONNECT, RFC 9110 §9.3.6). `connect` opens the connection to the proxy, and
 * then does TLS with the origin inside the tunnel, so the proxy sees the host and no request. Fails with a ProxyError
 * before any byte of a request is written.
 */
export function connectThrough(proxy: OutgoingProxy, timeoutMs: number, connect: Connect): Connect {
  return (options, callback) => {
    const host = `${options.hostname}:${options.port || 443}`;
    openTunnel(proxy, host, timeoutMs, connect).then(
      (httpSocket) =>
        connect({ ...options, httpSocket }, (error, socket) =>
          error ? callback(tlsError(proxy, error), null) : callback(null, socket),
        ),
      (error: unknown) => callback(error instanceof Error ? error : new ProxyError('ERROR'), null),
    );
  };
}

async function openTunnel({ url, setting }: OutgoingProxy, host: string, timeoutMs: number, connect: Connect) {
  const { Client } = loadUndici();
  const client = new Client(url.origin, {
    // Without a name here, TLS is with the proxy's. The client would take the one in the Host header: the platform's.
    connect: (options, callback) => connect({ ...options, servername: '' }, callback),
  });
  const headers = { host, ...authorizationOf(url) };
  try {
    const answer = client.connect({ path: host, headers, signal: AbortSignal.timeout(timeoutMs) });
    const { statusCode, socket } = await answer.catch((error: unknown) => {
      const why = codeOf(error) ?? (error as Error).name;
      throw new ProxyError(
        `the proxy of ${setting} cannot be used (${why}): check its address, that it runs, and with https its certificate`,
      );
    });
    if (statusCode >= 200 && statusCode <= 299) return socket as Socket;
    socket.on('error', () => undefined).destroy();
    throw new ProxyError(`the proxy of ${setting} refuses ${host} (status ${statusCode}): ${remedyOf(statusCode)}`);
  } finally {
    // The socket of an open tunnel is no longer the client's.
    client.destroy().catch(() => undefined);
  }
}

function authorizationOf({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function remedyOf(status: number): string {
  if (status === 407) return 'write the right user and password into its URL, http://user:password@host:port';
  if (status < 500) return 'allow this host at the proxy, or name it in NO_PROXY';
  return 'the proxy cannot reach this host, look into its log';
}

function tlsError({ setting }: OutgoingProxy, error: Error): ProxyError {
  const why = codeOf(error) ?? error.name;
  return new ProxyError(
    `TLS with the platform failed behind the proxy of ${setting} (${why}): where the proxy opens TLS, name its certificate authority in NODE_EXTRA_CA_CERTS`,
  );
}
