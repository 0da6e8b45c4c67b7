import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { toLimitKey } from './client-address.js';
import { type Answer, type UnreadLimits, whoDoesNotRead } from './unread-answers.js';

/** How `Connections` bounds what clients hold open. */
export interface ConnectionLimits extends UnreadLimits {
  /** Connections at once. */
  readonly most: number;
  /** How often unread answers are looked at, in ms. */
  readonly everyMs: number;
}

/** Requests that one connection may have under way: clients that pipeline send a few ahead. */
const MAX_UNDER_WAY = 10;

/** A request and its answer. */
export interface Exchange extends Answer {
  readonly request: IncomingMessage;
}

interface Connection {
  readonly socket: Socket;
  readonly key: string;
  /** What is under way, in the order of the requests. */
  readonly exchanges: Set<Exchange>;
  /** The request that came last, answered or not. */
  last?: Exchange;
}

/**
 * Knows the connections of servers and what is under way on each, and closes those that hold too much: beyond the
 * number of connections, and where an answer is not read.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  /** The same by the address that they come from, oldest first. */
  readonly #byKey = new Map<string, Set<Connection>>();
  /** Of `performance.now()`, when unread answers were looked for last. */
  #lookedAt = 0;

  constructor(private readonly limits: ConnectionLimits) {}

  /** Counts the connections of a server among the others, from now on until it closes. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    // Before the listener that answers: its hooks ask how much is under way.
    server.prependListener('request', (request, response) => this.#begin({ request, response }));
    const timer = setInterval(() => this.#closeUnread(), this.limits.everyMs).unref();
    server.on('close', () => clearInterval(timer));
  }

  /** Whether so much is under way on a request's connection that it must not be worked on. */
  isBusy(socket: Socket): boolean {
    return (this.#open.get(socket)?.exchanges.size ?? 0) > MAX_UNDER_WAY;
  }

  /** The request that is arriving on a connection, where one has begun and not ended. */
  arriving(socket: Socket): Exchange | undefined {
    const last = this.#open.get(socket)?.last;
    return last?.request.complete === false ? last : undefined;
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
    const connection: Connection = { socket, key, exchanges: new Set() };
    this.#open.set(socket, connection);
    const others = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, others.add(connection));
    socket.once('close', () => this.#remove(connection));
  }

  #remove(connection: Connection): void {
    this.#open.delete(connection.socket);
    const others = this.#byKey.get(connection.key);
    others?.delete(connection);
    if (others?.size === 0) this.#byKey.delete(connection.key);
  }

  #begin(exchange: Exchange): void {
    // Timers wait while many connections have something to read at once, and all of it is answered.
    if (performance.now() - this.#lookedAt > this.limits.everyMs) this.#closeUnread();
    const connection = this.#open.get(exchange.request.socket);
    if (connection === undefined) return;
    connection.exchanges.add(exchange);
    connection.last = exchange;
    exchange.response.once('close', () => connection.exchanges.delete(exchange));
  }

  /**
   * Closes the oldest connection on which nothing is worked on, of the address that has the most: one client that opens
   * as many as it can loses its own connections, and no other client's. False: there is none.
   */
  #makeRoomFor(key: string): boolean {
    let most = this.#byKey.get(key) ?? new Set<Connection>();
    for (const connections of this.#byKey.values()) if (connections.size > most.size) most = connections;
    for (const connection of most) {
      if (!isWaiting(connection)) continue;
      connection.socket.destroy();
      this.#remove(connection);
      return true;
    }
    return false;
  }

  #closeUnread(): void {
    this.#lookedAt = performance.now();
    const all = [...this.#open.values()].map(({ socket, exchanges }) => ({ socket, answers: exchanges }));
    for (const socket of whoDoesNotRead(all, this.limits, this.#lookedAt)) socket.destroy();
  }
}

/** Whether a connection is idle, or still sending what it asks for. */
const isWaiting = ({ exchanges }: Connection): boolean =>
  [...exchanges].every(({ request, response }) => !request.complete && !response.headersSent);
