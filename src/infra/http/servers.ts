import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../graphql/limits.js';
import { BrokenRequests } from './broken-requests.js';
import { Connections } from './connections.js';
import { SLOW_ARRIVAL_MS } from './slow-requests.js';
import { UNREAD_LIMITS } from './unread-answers.js';

const HEADERS_MS = 20_000;
const KEEP_ALIVE_MS = 72_000;
/** How long a request may take to arrive, beyond the time that it may be worked on. */
const ARRIVAL_MS = 20_000;

/** The limits on time and connections that can be set. */
export interface ServerLimits {
  readonly maxConnections: number;
  /** How long a request may be worked on. */
  readonly requestMs: number;
}

/** Makes the servers of Node that the HTTP server stands on, all with the same limits on what clients send and read. */
export class HttpServers {
  readonly connections: Connections;
  readonly #broken: BrokenRequests;

  constructor(private readonly limits: ServerLimits) {
    // Each blank line between requests restarts `keepAliveTimeout` of Node, and `headersTimeout` does not begin with it.
    const idleMs = KEEP_ALIVE_MS + HEADERS_MS;
    this.connections = new Connections({
      ...UNREAD_LIMITS,
      most: limits.maxConnections,
      everyMs: 250,
      idleMs,
      arriveMs: limits.requestMs + ARRIVAL_MS,
      onLate: (socket) => this.#broken.answer({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket),
    });
    this.#broken = new BrokenRequests(this.connections);
  }

  /** A server that does not listen yet. */
  readonly create = (handler: RequestListener): Server => {
    const patienceMs = this.limits.requestMs + ARRIVAL_MS;
    const server = createServer({
      maxHeaderSize: LIMITS.headerBytes,
      // Both end requests that arrive too slowly. A request that has arrived is bounded by its own deadline.
      headersTimeout: HEADERS_MS,
      requestTimeout: SLOW_ARRIVAL_MS,
      // How often the two are looked at. Every 30 s, as is usual, 20 s could be 50.
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Refused by `refuseBrokenHeads`, as an `Expect` that is not known.
      requireHostHeader: false,
    });
    server.setTimeout(Math.max(60_000, patienceMs));
    // A client that closes its own side behind a request still gets the answer.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    this.connections.watch(server, handler);
    server.on('clientError', this.#broken.answer);
    server.on('connect', this.#broken.refuseConnect);
    return server;
  };

  /**
   * Listens on the other addresses of `localhost`, where there are several, at the port of `main`, until `main` closes.
   * Fastify does that only for servers that it makes itself. An address that cannot be had is left out.
   */
  async listenBeside(main: Server, handler: RequestListener): Promise<void> {
    const { address, port } = main.address() as AddressInfo;
    const addresses = await lookup('localhost', { all: true }).catch(() => []);
    for (const { address: host } of addresses) {
      if (host === address || !main.listening) continue;
      const server = this.create(handler);
      server.listen({ host, port });
      await once(server, 'listening').then(
        () => main.once('close', () => server.close()),
        () => server.close(),
      );
    }
  }
}
