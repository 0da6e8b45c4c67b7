import type { PoolClient } from 'pg';
import { failureOf, fieldsOf } from '../errors/failure.rules.js';
import { every } from '../process/every.js';
import { retry } from '../process/retry.js';
import { LastingClient, type ServerSource } from './database-client.js';
import {
  onlyReads,
  type Server,
  type Servers,
  type Target,
  WRITE_STATE,
  type WriteState,
  whyNotTarget,
} from './servers.rules.js';

/** How long a server may take to say what it is: less than a pool waits for a connection. */
const ASK_MS = 1_000;
/** Pause before a server that refused is asked again. */
const AGAIN_MS = 200;
/** How often open connections are looked at. A server that sends no byte for as long, to one that waits, is silent. */
const LOOK_MS = 250;

/** An open connection, as it was at the last look. */
interface Link {
  readonly server: Server;
  isWaiting: boolean;
  bytesRead: number;
}

/**
 * Chooses the server for each connection of a pool. For a new connection all servers of the URL are asked at the same
 * time, so that a dead one costs no time, and the first that is what the URL wants is taken. Connections that are made
 * at the same moment share one search.
 *
 * A server whose machine is gone, or that hangs, breaks no connection. So the servers are also asked while one is
 * silent. Whenever one server is what is wanted, the connections to servers that only read or are silent end at
 * once. Their statements fail like those on a broken connection.
 */
export class ServerChoice implements ServerSource {
  readonly #open = new Map<LastingClient, Link>();
  #searching: Promise<Server> | undefined;

  constructor(
    private readonly url: string,
    private readonly servers: Servers,
  ) {
    every({ work: () => this.#look(), everyMs: LOOK_MS, onFailure: () => undefined });
  }

  /** For a client that connects. @throws the error of a server, or SQLSTATE 25006, where none is what is wanted. */
  async serverFor(client: LastingClient): Promise<Server> {
    const server = await this.#search();
    this.#open.set(client, { server, isWaiting: false, bytesRead: 0 });
    client.once('end', () => this.#open.delete(client));
    return server;
  }

  #search(): Promise<Server> {
    this.#searching ??= this.#askAll().finally(() => {
      this.#searching = undefined;
    });
    return this.#searching;
  }

  /** A server that refuses is asked again while others may still answer: it may be promoted meanwhile. */
  async #askAll(): Promise<Server> {
    let isFound = false;
    const asked = this.servers.list.map((server) =>
      retry(() => this.#ask(server), {
        tries: Number.POSITIVE_INFINITY,
        pauseMs: AGAIN_MS,
        withinMs: ASK_MS - AGAIN_MS,
        isWorthRetrying: (error) => !isFound && isAway(error),
      }),
    );
    const found = await Promise.any(asked).catch(({ errors }: AggregateError) => {
      throw mostTelling(errors);
    });
    isFound = true;
    this.servers.list.forEach((server, place) => {
      asked[place]?.catch((error) => servesNoWrites(error) && this.#dropAll(server));
    });
    return found;
  }

  async #ask(server: Server): Promise<Server> {
    const servers = { serverFor: async () => server };
    const client = new LastingClient({ connectionString: this.url, servers });
    const timer = setTimeout(() => client.drop(new Error('timeout expired')), ASK_MS);
    try {
      await client.connect();
      await assertTarget(client, this.servers.target);
      return server;
    } finally {
      clearTimeout(timer);
      client.end().catch(() => undefined);
    }
  }

  #dropAll(server: Server): void {
    for (const [client, link] of this.#open)
      if (link.server === server) client.drop(new Error('Connection terminated: another server takes the writes'));
  }

  /** @throws what a search throws: the connections stay, because their statements may only be slow. */
  async #look(): Promise<void> {
    const heard = new Set<Server>();
    const awaited = new Set<Server>();
    for (const [client, link] of this.#open) {
      const { isWaiting, bytesRead } = client;
      if (bytesRead !== link.bytesRead) heard.add(link.server);
      else if (isWaiting && link.isWaiting) awaited.add(link.server);
      Object.assign(link, { isWaiting, bytesRead });
    }
    if ([...awaited].some((server) => !heard.has(server))) await this.#search();
  }
}

/** pg-pool's option `verify`, called once for each new connection: refuses a server that is not what the URL wants. */
export const verifyTarget =
  (target: Target) =>
  (client: PoolClient, done: (error?: unknown) => void): void => {
    assertTarget(client, target).then(() => done(), done);
  };

async function assertTarget(client: Pick<PoolClient, 'query'>, target: Target): Promise<void> {
  const { rows } = await client.query<WriteState>(`SELECT ${WRITE_STATE}`);
  const why = rows[0] && whyNotTarget(target, rows[0]);
  if (why !== undefined) throw onlyReads(why);
}

/** A server that only answers reads says more than one that is away, and that more than one that refuses. */
function mostTelling(errors: readonly unknown[]): unknown {
  if (errors.some((error) => fieldsOf(error).code === '25006')) return onlyReads('no server');
  return errors.find(isAway) ?? errors[0];
}

/** For open connections: the server only reads, or is silent. One that is full, or a pooler that is, still serves them. */
const servesNoWrites = (error: unknown): boolean => ['25006', ''].includes(fieldsOf(error).code);

const isAway = (error: unknown): boolean => failureOf('connect', error).kind === 'unavailable';
