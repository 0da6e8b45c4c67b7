import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { toLimitKey } from './client-address.js';
import { isLate } from './slow-requests.js';
import { type Answer, type UnreadLimits, whoDoesNotRead } from './unread-answers.js';

/** How `Connections` bounds what clients hold open. */
export interface ConnectionLimits extends UnreadLimits {
  /** Connections at once. */
  readonly most: number;
  /** How often unread answers and idle connections are looked at, in ms. */
  readonly everyMs: number;
  /** How long a connection may have nothing under way, in ms. */
  readonly idleMs: number;
  /** How long a request may take to arrive, in ms. */
  readonly arriveMs: number;
  /** Called, again and again, for a connection whose request is late. */
  readonly onLate: (socket: Socket) => void;
}

/**
 * Requests that may wait on one connection. Node hands over every request of a piece of input (64 kB) at once, up to
 * 3,600 of them, which hold 5 MB before any is worked on.
 */
const MAX_WAITING = 100;

/** A request and its answer. */
export interface Exchange extends Answer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse<IncomingMessage>;
  /** Of `performance.now()`, when it was handed over to be worked on. Until then, no more of it is read. */
  since?: number;
}

interface Connection {
  readonly socket: Socket;
  readonly key: string;
  /** In the order of the requests: the first is worked on or sent, the others wait. */
  readonly exchanges: Set<Exchange>;
  /** The request that came last, answered or not. */
  last?: Exchange;
  /** Whether the connection ends when its answers are sent: no more is read. */
  ending?: boolean;
  /** Of `performance.now()`, when the last answer ended; before any, when the connection opened. */
  idleSince: number;
}

/**
 * Knows the connections of servers and what is under way on each, and closes those that hold too much: beyond the
 * number of connections, where an answer is not read, where no request comes, and where too many requests wait. Each
 * connection has one request worked on at a time, so a client that sends many and does not read costs one answer.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  /** The same by the address that they come from, oldest first. */
  readonly #byKey = new Map<string, Set<Connection>>();
  /** Of `performance.now()`, when unread answers and idle connections were looked for last. */
  #sweptAt = 0;

  constructor(private readonly limits: ConnectionLimits) {}

  /**
   * Counts the connections of a server among the others, from now on until it closes, and has `handler` answer their
   * requests: the next of a connection when the operating system has taken the answer before it.
   */
  watch(server: Server, handler: RequestListener): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.on('request', (request, response) => this.#accept({ request, response }, handler));
    let hasListened = false;
    server.once('listening', () => {
      hasListened = true;
    });
    const look = () => {
      this.#sweep();
      if (hasListened && !server.listening) this.#closeSilent();
    };
    const timer = setInterval(look, this.limits.everyMs).unref();
    server.on('close', () => clearInterval(timer));
  }

  /**
   * Reads no more from a connection. Returns the request that was arriving, where one had begun and not ended. If it
   * waits, it is not worked on any more.
   */
  stopReading(socket: Socket): Exchange | undefined {
    socket.pause();
    const connection = this.#open.get(socket);
    if (connection === undefined) return undefined;
    connection.ending = true;
    return connection.last?.request.complete === false ? connection.last : undefined;
  }

  /** Runs `work` once every answer under way has been sent or given up, but for that of `except`. */
  whenAnswered(socket: Socket, except: Exchange | undefined, work: () => void): void {
    const exchanges = this.#open.get(socket)?.exchanges ?? [];
    const [first] = [...exchanges].filter((exchange) => exchange !== except);
    if (first === undefined) work();
    else first.response.once('close', () => this.whenAnswered(socket, except, work));
  }

  #add(socket: Socket): void {
    const key = toLimitKey(socket.remoteAddress);
    if (this.#open.size >= this.limits.most && !this.#makeRoomFor(key)) {
      socket.destroy();
      return;
    }
    const connection: Connection = { socket, key, exchanges: new Set(), idleSince: performance.now() };
    this.#open.set(socket, connection);
    const others = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, others.add(connection));
    socket.once('close', () => this.#remove(connection));
    socket.on('resume', () => stayPaused(connection));
  }

  #remove(connection: Connection): void {
    this.#open.delete(connection.socket);
    const others = this.#byKey.get(connection.key);
    others?.delete(connection);
    if (others?.size === 0) this.#byKey.delete(connection.key);
  }

  #accept(exchange: Exchange, handler: RequestListener): void {
    // Timers wait while many connections have something to read at once, and all of it is answered.
    if (performance.now() - this.#sweptAt > this.limits.everyMs) this.#sweep();
    const { request, response } = exchange;
    const connection = this.#open.get(request.socket);
    // What came in one piece with other requests is handed over even after its connection was closed.
    if (connection === undefined) return;
    const { socket, exchanges } = connection;
    if (exchanges.size > MAX_WAITING) {
      socket.destroy();
      this.#remove(connection);
      return;
    }
    exchanges.add(exchange);
    connection.last = exchange;
    response.once('close', () => {
      exchanges.delete(exchange);
      connection.idleSince = performance.now();
      this.#continue(connection, handler);
    });
    if (exchanges.size === 1) handOver(exchange, handler);
    else socket.pause();
  }

  /** Hands the next request that waits to the handler, unless the connection cannot be answered on any more. */
  #continue({ socket, exchanges, ending = false }: Connection, handler: RequestListener): void {
    const [next] = exchanges;
    if (next === undefined || !socket.writable || (ending && !next.request.complete)) return;
    if (exchanges.size === 1 && !ending) socket.resume();
    handOver(next, handler);
  }

  /**
   * Closes the oldest connection on which nothing is worked on, of the address that has the most: one client that opens
   * as many as it can loses its own connections, and no other client's. False: there is none.
   */
  #makeRoomFor(key: string): boolean {
    let most = this.#byKey.get(key) ?? new Set<Connection>();
    for (const connections of this.#byKey.values()) if (connections.size > most.size) most = connections;
    const connections = [...most];
    const found = connections.find(isWaiting) ?? connections.find(isUnread);
    if (found === undefined) return false;
    found.socket.destroy();
    this.#remove(found);
    return true;
  }

  /**
   * Closes the connections on which nothing has come yet, when a server closes. Browsers and clients with a pool open some
   * in advance, and Node.js counts them as busy: the server would wait a minute for each.
   */
  #closeSilent(): void {
    for (const { socket, exchanges } of this.#open.values())
      if (exchanges.size === 0 && socket.bytesRead === 0) socket.destroy();
  }

  /** Closes the connections whose clients do not read, and those that are idle for too long. */
  #sweep(): void {
    this.#sweptAt = performance.now();
    const all = [...this.#open.values()];
    const unread = all.map(({ socket, exchanges }) => ({ socket, answers: exchanges }));
    for (const socket of whoDoesNotRead(unread, this.limits, this.#sweptAt)) socket.destroy();
    for (const { socket, exchanges, idleSince } of all) {
      const [first] = exchanges;
      if (first?.since !== undefined && isLate(first.request, first.since, this.#sweptAt, this.limits.arriveMs))
        this.limits.onLate(socket);
      if (exchanges.size === 0 && this.#sweptAt - idleSince > this.limits.idleMs) socket.destroy();
    }
  }
}

function handOver(exchange: Exchange, handler: RequestListener): void {
  exchange.since = performance.now();
  handler(exchange.request, exchange.response);
}

/**
 * Node resumes the socket of a request that has arrived or is read. It then reads even where `pause` was called after
 * `resume`, and `pause` does nothing there: only the event stops it.
 */
function stayPaused({ socket, exchanges }: Connection): void {
  if (exchanges.size <= 1) return;
  if (socket.isPaused()) socket.emit('pause');
  else socket.pause();
}

const isArriving = ({ request, response }: Exchange): boolean => !request.complete && !response.headersSent;

/** Whether a connection is idle, or still sending what it asks for. */
const isWaiting = ({ exchanges }: Connection): boolean => {
  const [first] = exchanges;
  return first === undefined || isArriving(first);
};

/** Whether nothing is worked on because an answer is made, and the client has not read all of it. */
const isUnread = ({ exchanges }: Connection): boolean => [...exchanges][0]?.response.writableEnded === true;
