import { backgroundWrite } from '../../infra/database/background-reader.js';
import type { Database, StatementText } from '../../infra/database/database.js';
import { fieldsOf } from '../../infra/errors/failure.rules.js';
import type { ProviderDatasets, SourceList } from '../../providers/provider-datasets.js';
import type { DatasetRow } from '../dataset.repository.js';
import type { PullCounts } from '../records/changes.rules.js';
import { type Lease, leaseHeld, progressWritten } from '../round.repository.js';
import type { Round } from './round.js';

/** How long a process has a dataset without writing. It is longer than any request may take. */
export const LEASE_MS = 180_000;

/** What a round is run with. */
export interface RoundContext {
  readonly lease: Lease;
  readonly row: DatasetRow;
  readonly list: SourceList;
  readonly apiVersion: string;
  readonly datasets: ProviderDatasets;
}

/** Where a round stands in this process. What of it must survive the process is written with each page. */
export interface RoundState {
  round: Round;
  ended: boolean;
  readonly run: number;
  changeNo: number;
  liveCount: number;
  showsDeleted: boolean;
  counts: PullCounts;
  /** Ids of records that could not be read or mapped before. */
  readonly problemIds: Set<string>;
  /** Records that could not be read before were tried again. */
  hasRetried: boolean;
  /** Many records are missing, and a second sweep has to agree. */
  isSuspicious: boolean;
  /** When the list is due that tells of changes of this one. */
  readonly probeDueAt: Date | null;
  /** Of `performance.now()`: when the lease was last written. */
  leasedAt: number;
}

/** Another process has the dataset by now, or the pull was cancelled. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Writes what a page brought together with where the round stands: all of it, or nothing. */
export class RoundWriter {
  constructor(
    private readonly database: Database,
    /** The database's time. */
    readonly now: () => Promise<Date>,
  ) {}

  /** The same in seconds since 1970. */
  seconds = async (): Promise<number> => Math.floor((await this.now()).getTime() / 1000);

  /** @throws LeaseLost; the driver's error. */
  async write(context: RoundContext, state: RoundState, statements: readonly StatementText[]): Promise<void> {
    const leasedAt = performance.now();
    await this.writeHeld(context.lease, [await this.progress(context, state), ...statements]);
    state.leasedAt = leasedAt;
  }

  /** The statement that writes where a round stands. @throws the driver's error. */
  async progress({ lease, list: { mapperVersion } }: RoundContext, state: RoundState): Promise<StatementText> {
    const { round, ended, run, ...counted } = state;
    const until = await this.leaseEnd();
    return progressWritten(lease, { ...counted, position: { round, ended, run }, until, mapperVersion });
  }

  /** Until when a lease lasts that is written now. */
  async leaseEnd(): Promise<Date> {
    return new Date((await this.now()).getTime() + LEASE_MS);
  }

  /** Writes while this process has the lease, or nothing. @throws LeaseLost; the driver's error. */
  async writeHeld(lease: Lease, [first, ...others]: readonly [StatementText, ...StatementText[]]): Promise<void> {
    try {
      // The row of the list is locked first.
      await backgroundWrite(this.database, [first, leaseHeld(lease), ...others]);
    } catch (error) {
      if (fieldsOf(error).code === DIVISION_BY_ZERO) throw new LeaseLost('the dataset is held by another process');
      throw error;
    }
  }
}

const DIVISION_BY_ZERO = '22012';

/** Times and days as requests have them. */
export const TEXTS = {
  time: (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
  day: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** The lease has to be written soon, although nothing else has. */
export const isLeaseOld = ({ leasedAt }: RoundState): boolean => performance.now() - leasedAt > LEASE_MS / 3;
