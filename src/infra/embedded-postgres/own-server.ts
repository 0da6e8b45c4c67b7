import type pg from 'pg';
import { didNotStart, EmbeddedPostgresError } from './error.js';
import { holdsCluster } from './place.js';
import { readPostmasterFile } from './postmaster.js';
import { type DatabaseUrls, urlsOf } from './roles.js';
import { signalServer, stopServer } from './server.js';
import { underStartLock } from './start-lock.js';
import { type SetUp, type TakenServer, takeServer } from './take-server.js';

/** A server that this process owns or shares. @throws EmbeddedPostgresError, and nothing else. */
export class OwnServer {
  readonly port: number;
  /** Where the cluster's files lie. */
  readonly dataPath: string;
  /** True when a server left behind by a killed process was taken over. */
  readonly adopted: boolean;
  /** postgres://… on 127.0.0.1, database "ledgerlink". */
  readonly urls: DatabaseUrls;
  #taken: TakenServer;
  #isLost = false;
  #isAnothers = false;
  #onLost: (() => void) | undefined;
  #recovering: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly setUp: SetUp,
    taken: TakenServer,
  ) {
    const { server, owner } = taken;
    this.port = server.port;
    this.dataPath = setUp.place.dataPath;
    this.adopted = owner !== undefined && server.child === undefined;
    this.urls = urlsOf(server.port, setUp.passwords);
    this.#taken = taken;
    this.#watch();
  }

  /**
   * Sets what is called when the server's connections break although nothing has stopped it. Only the owner is told: a
   * process that shares a server is not.
   */
  whenLost(listener: () => void): void {
    this.#onLost = listener;
    if (this.#isLost) listener();
  }

  /**
   * One attempt to have the server back, on the same port: waits while it recovers from a crash, and starts it again where
   * it has ended. Says which of the two.
   * @throws EmbeddedPostgresError `STOPPED` after `stop()`, `IN_USE` while another process owns the folder.
   */
  recover(): Promise<'recovered' | 'restarted'> {
    const recovering = underStartLock(this.setUp.place.dataDir, () => this.#recover()).catch((error) => {
      throw didNotStart(error);
    });
    this.#recovering = recovering.catch(() => undefined);
    return recovering;
  }

  /** Ends a server that waits for its connections to close (`pg_ctl stop -m smart`), which they never do. */
  async endSlowStop(): Promise<void> {
    const { server, owner } = this.#taken;
    const postmaster = await readPostmasterFile(this.dataPath);
    const isSlow = postmaster?.pid === server.pid && postmaster.status === 'stopping';
    if (isSlow && owner !== undefined && !this.#isLost) await signalServer(server, 'SIGINT', this.dataPath);
  }

  /** Stops the server (fast shutdown). May be called twice; does nothing when another process owns the server. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await this.#recovering;
    const { server, owner } = this.#taken;
    if (owner === undefined || this.#isAnothers) return;
    await stopServer(server, this.dataPath);
    await owner.end().catch(() => undefined); // the server may have ended it first
  }

  async #recover(): Promise<'recovered' | 'restarted'> {
    if (this.#stopping) throw new EmbeddedPostgresError('STOPPED', 'The embedded database was stopped.');
    if (!(await holdsCluster(this.dataPath))) throw isGone(this.dataPath);
    this.#taken = await this.#takeOnSamePort();
    this.#isLost = false;
    this.#watch();
    return this.#taken.server.child === undefined ? 'recovered' : 'restarted';
  }

  /** The pools of the process know the port. A server on another one was left behind by a command that was killed. */
  async #takeOnSamePort(): Promise<TakenServer> {
    const { options } = this.setUp;
    const settings = { ...options.settings, port: String(this.port) };
    const setUp = { ...this.setUp, options: { ...options, settings, share: false } };
    for (;;) {
      const taken = await takeServer(setUp).catch((error: unknown) => {
        this.#isAnothers = error instanceof EmbeddedPostgresError && error.code === 'IN_USE';
        throw error;
      });
      this.#isAnothers = false;
      if (taken.server.port === this.port) return taken;
      await stopServer(taken.server, this.dataPath);
      await taken.owner?.end().catch(() => undefined);
    }
  }

  /** The connection does not keep the process alive. */
  #watch(): void {
    const { owner } = this.#taken;
    if (owner === undefined) return;
    unref(owner);
    owner.once('end', () => {
      if (this.#stopping) return;
      this.#isLost = true;
      this.#onLost?.();
    });
  }
}

/** A running embedded server, as the rest of the program sees it. */
export type EmbeddedPostgres = Pick<OwnServer, keyof OwnServer>;

/** pg has `Client.unref`, its types have not. */
function unref(client: pg.Client): void {
  (client as pg.Client & { unref(): void }).unref();
}

function isGone(dataPath: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FAILED',
    `The database folder ${dataPath} is gone. Bring it back from a backup; a start without it begins with an empty database.`,
  );
}
