import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Server } from './servers.rules.js';

/**
 * What our SQL and the driver's readers depend on. The defaults of a role, a database or the server may differ. They go
 * with the first message of a connection, as JDBC sends them (PgConnection, "DateStyle", "TimeZone"): poolers such as
 * PgBouncer refuse other parameters there, but follow these from one server connection to the next. `pg` sends
 * `client_encoding` itself.
 */
const SESSION = { DateStyle: 'ISO, MDY', TimeZone: 'UTC', standard_conforming_strings: 'on' };

/** Parts of the driver that its types do not declare. */
interface Driver {
  readonly connection: EventEmitter & { readonly stream: Socket; attachListeners(stream: Duplex): void };
  readonly readyForQuery?: boolean | null;
  readonly connectionParameters: { database: string };
  readonly ssl: boolean | { readonly ca?: string };
  database: string;
  host: string;
  port: number;
  getStartupConf(): Record<string, string>;
  _connect(callback: (error: unknown) => void): void;
}

/** Says to which server a client connects. Without it, that is the one host of the URL. */
export interface ServerSource {
  serverFor(client: LastingClient): Promise<Server>;
}

/**
 * A connection whose loss does not end the process. A pool listens for the `error` events of its idle connections only.
 * A connection that the server ends between two statements of a transaction would raise one without a listener, which
 * ends the process. With this listener the next statement on the connection fails instead.
 */
export class LastingClient extends pg.Client {
  /** Why there is no connecting. A pool makes clients within events, too, where an error of the constructor ends the process. */
  private failure?: unknown;
  private readonly servers: ServerSource | undefined;

  // biome-ignore lint/correctness/noUnreachableSuper: the second call runs only where the first has thrown
  constructor(config: pg.ClientConfig & { readonly servers?: ServerSource } = {}) {
    let failure: unknown;
    try {
      super(config);
    } catch (error) {
      // The driver reads the files that the URL names.
      super({ ...config, connectionString: undefined });
      failure = error;
    }
    this.on('error', () => undefined);
    this.servers = config.servers;
    const driver = this as unknown as Driver;
    this.failure = failure ?? whyNotAuthorities(driver.ssl);
    failOnForeignBytes(driver.connection);
    if (config.connectionString === undefined) return;
    // The driver decodes the name with `decodeURI`, which leaves `%2F`, `%40` and others as they are.
    driver.database = decodeURIComponent(new URL(config.connectionString).pathname.slice(1));
    driver.connectionParameters.database = driver.database;
  }

  /** The driver's own, which its `connect` calls. */
  _connect(callback: (error: unknown) => void): void {
    const connect = () => (pg.Client.prototype as unknown as Driver)._connect.call(this, callback);
    if (this.failure !== undefined) process.nextTick(callback, this.failure);
    else if (this.servers === undefined) connect();
    else
      this.servers.serverFor(this).then(({ host, port }) => {
        Object.assign(this, { host, port });
        connect();
      }, callback);
  }

  /** Whether a statement, or connecting, has no whole answer yet. */
  get isWaiting(): boolean {
    return (this as unknown as Driver).readyForQuery !== true;
  }

  /** How many bytes the server has sent. */
  get bytesRead(): number {
    return (this as unknown as Driver).connection.stream.bytesRead;
  }

  /** Ends the connection at once, without a word to the server. Statements that run fail with this error. */
  drop(error: Error): void {
    (this as unknown as Driver).connection.stream.destroy(error);
  }

  /** The parameters of the first message. `pg` has no option for more of them. */
  getStartupConf(): Record<string, string> {
    const { getStartupConf } = pg.Client.prototype as unknown as Driver;
    return { ...getStartupConf.call(this), ...SESSION };
  }
}

/**
 * Makes bytes that the driver cannot read an error of their connection, with SQLSTATE 08P01 (protocol violation). The
 * driver's parser throws within an event of the socket, which would end the process. It makes a kind of message that it
 * does not know an error without a code, which no server sends.
 */
function failOnForeignBytes(connection: Driver['connection']): void {
  connection.on('errorMessage', (error: { code?: string }) => {
    if (error.code === undefined) throw error;
  });
  const attach = connection.attachListeners;
  connection.attachListeners = (stream) => {
    attach.call(connection, stream);
    const parse = stream.listeners('data').at(-1) as (bytes: Buffer) => void;
    stream.on('data', (bytes: Buffer) => {
      try {
        parse(bytes);
      } catch (cause) {
        const message = `not the PostgreSQL protocol: ${(cause as Error).message}`;
        stream.destroy(Object.assign(new Error(message, { cause }), { code: '08P01' }));
      }
    });
    stream.off('data', parse);
  };
}

/** Node ignores a file of authorities that has no certificate in it, and takes its own authorities instead. */
function whyNotAuthorities(ssl: Driver['ssl']): Error | undefined {
  const ca = typeof ssl === 'object' ? ssl.ca : undefined;
  if (ca === undefined || /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(ca)) return undefined;
  return Object.assign(new Error('sslrootcert has no certificate'), { code: 'ERR_OSSL_PEM_NO_START_LINE' });
}
