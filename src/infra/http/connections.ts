import type { IncomingMessage, Server } from 'node:http';
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

/** Requests that one connection may have under way: clients that pipeline send a few ahead. */
const MAX_UNDER_WAY = 10;

/** A request and its answer. */
export interface Exchange extends Answer {
  readonly request: IncomingMessage;
  /** Of `performance.now()`, when its head had arrived. */
  readonly since: number;
}

interface Connection {
  readonly socket: Socket;
  readonly key: string;
  /** What is under way, in the order of the requests. */
  readonly exchanges: Set<Exchange>;
  /** The request that came last, answered or not. */
  last?: Exchange;
  /** Of `performance.now()`, when the last answer ended; before any, when the connection opened. */
  idleSince: number;
}

/**
 * Knows the connections of servers and what is under way on each, and closes those that hold too much: beyond the
 * number of connections, where an answer is not read, and where no request comes.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  /** The same by the address that they come from, oldest first. */
  readonly #byKey = new Map<string, Set<Connection>>();
  /** Of `performance.now()`, when unread answers and idle connections were looked for last. */
  #sweptAt = 0;

  constructor(private readonly limits: ConnectionLimits) {}

  /** Counts the connections of a server among the others, from now on until it closes. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    // Before the listener that answers: its hooks ask how much is under way.
    server.prependListener('request', (request, response) =>
      this.#begin({ request, response, since: performance.now() }),
    );
    const timer = setInterval(() => this.#sweep(), this.limits.everyMs).unref();
    server.on('close', () => clearInterval(timer));
  }

  /** Whether so much is under way on a request's connection before it that it must not be worked on. */
  isBusy(request: IncomingMessage): boolean {
    const exchanges = [...(this.#open.get(request.socket)?.exchanges ?? [])];
    return exchanges.findIndex((exchange) => exchange.request === request) >= MAX_UNDER_WAY;
  }

  /**
   * Runs `work` on a request when the answers before it on its connection are written, so that a client that does not
   * read costs one answer. At once where so much is under way that the request is refused.
   */
  inTurn({ socket }: IncomingMessage, work: () => void): void {
    const exchanges = [...(this.#open.get(socket)?.exchanges ?? [])];
    const before = exchanges.at(-2);
    if (before === undefined || exchanges.length > MAX_UNDER_WAY) work();
    else
      before.response.once('close', () => {
        if (!socket.destroyed) work();
      });
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
    const connection: Connection = { socket, key, exchanges: new Set(), idleSince: performance.now() };
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
    if (performance.now() - this.#sweptAt > this.limits.everyMs) this.#sweep();
    const connection = this.#open.get(exchange.request.socket);
    if (connection === undefined) return;
    connection.exchanges.add(exchange);
    connection.last = exchange;
    exchange.response.once('close', () => {
      connection.exchanges.delete(exchange);
      connection.idleSince = performance.now();
    });
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

  /** Closes the connections whose clients do not read, and those that are idle for too long. */
  #sweep(): void {
    this.#sweptAt = performance.now();
    const all = [...this.#open.values()];
    const unread = all.map(({ socket, exchanges }) => ({ socket, answers: exchanges }));
    for (const socket of whoDoesNotRead(unread, this.limits, this.#sweptAt)) socket.destroy();
    for (const { socket, exchanges, idleSince } of all) {
      const late = [...exchanges].some(({ request, since }) =>
        isLate(request, since, this.#sweptAt, this.limits.arriveMs),
      );
      if (late) this.limits.onLate(socket);
      if (exchanges.size === 0 && this.#sweptAt - idleSince > this.limits.idleMs) socket.destroy();
    }
  }
}

const isArriving = ({ request, response }: Exchange): boolean => !request.complete && !response.headersSent;

/** Whether a connection is idle, or still sending what it asks for. */
const isWaiting = ({ exchanges }: Connection): boolean => [...exchanges].every(isArriving);

/** Whether nothing is worked on because the answers are made, and their client has not read all of them. */
const isUnread = ({ exchanges }: Connection): boolean =>
  [...exchanges].every((exchange) => exchange.response.writableEnded || isArriving(exchange));
