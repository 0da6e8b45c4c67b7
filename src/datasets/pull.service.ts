import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { StatementText } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import { claimDataset, type DatasetRow, listsMadeDue } from './dataset.repository.js';
import { findLists } from './link-lists.repository.js';
import { afterInterruption, type Interruption } from './outcome.rules.js';
import { laterLists } from './pulls/first-pull.js';
import { partEnded, partStarted } from './pulls/pull.repository.js';
import type { ListRef } from './records/records.repository.js';
import { type Lease, leaseReturned, roundInterrupted } from './round.repository.js';
import type { Interrupted } from './rounds/list-reader.service.js';
import { LEASE_MS, LeaseLost, type RoundContext } from './rounds/round-context.js';
import type { RoundEndService } from './rounds/round-end.service.js';
import { type RoundDependencies, RoundRun } from './rounds/round-run.js';

export interface PullDependencies extends RoundDependencies {
  readonly logger: Logger;
  readonly ends: RoundEndService;
}

const PROBE_WAIT_MS = 2_000;

/** Pulls one list of one link: claims it, runs a round of it, and writes how it ended. */
export class PullService {
  constructor(private readonly dependencies: PullDependencies) {}

  /** False: another process has the list, or it is not due. Stops between two pages when `signal` aborts. */
  async pull(ref: ListRef, signal: AbortSignal): Promise<boolean> {
    const { database, writer, logger } = this.dependencies;
    const now = await writer.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const row = await claimDataset(backgroundReader(database), ref, { now, until });
    if (row === undefined) return false;
    const lease = { ref, generation: row.generation };
    try {
      await this.#run(lease, row, signal);
    } catch (error) {
      if (error instanceof LeaseLost) return true;
      logger.fault('a dataset could not be pulled', error, { linkId: ref.linkId, list: ref.list });
      const why: Interruption = { kind: 'list', failure: 'UNAVAILABLE' };
      // It goes on later, so that this tells nothing.
      await this.#interrupt(lease, row, { kind: 'interrupted', why, status: null, requestId: null });
    }
    return true;
  }

  async #run(lease: Lease, row: DatasetRow, signal: AbortSignal): Promise<void> {
    const context = await this.#context(lease, row);
    if ('kind' in context) return this.#interrupt(lease, row, context);
    await this.#addLaterLists(context);
    const state = await this.dependencies.rounds.begin(context);
    if (state === 'probe-first') return this.#afterProbe(context);
    if (row.pull_id !== null)
      await this.#together([partStarted(lease.ref, row.pull_id, await this.dependencies.writer.now())]);
    const end = await new RoundRun(this.dependencies, context, state, signal).run();
    if (end === 'ended') await this.dependencies.rounds.end(context, state);
    else if (end === 'stopped') await this.#together([leaseReturned(lease, null)]);
    else await this.#interrupt(lease, row, end);
  }

  /** A link has the lists of the release that began to pull it. The first list of each link looks for those that came since. */
  async #addLaterLists({ lease: { ref }, row, list, datasets, apiVersion }: RoundContext): Promise<void> {
    const lists = datasets.lists(apiVersion);
    if (lists[0]?.key !== list.key) return;
    const { database, writer } = this.dependencies;
    const known = await findLists(backgroundReader(database), ref);
    const now = await writer.now();
    const later = laterLists(ref, lists, { known, intervalMinutes: row.interval_minutes, now });
    if (later.length > 0) await this.#together(later);
  }

  /** The list waits until the probe's list was read. */
  async #afterProbe({ lease, datasets, apiVersion }: RoundContext): Promise<void> {
    const now = await this.dependencies.writer.now();
    const probe = datasets.probe(apiVersion) ?? '';
    const dueAt = new Date(now.getTime() + PROBE_WAIT_MS);
    await this.#together([leaseReturned(lease, dueAt), listsMadeDue(lease.ref, [probe], now)]);
  }

  async #context(lease: Lease, row: DatasetRow): Promise<RoundContext | Interrupted> {
    const none = { status: null, requestId: null };
    const held = await this.dependencies.reader.hold(lease.ref);
    if (held.kind !== 'TokenHeld') return { kind: 'interrupted', why: held, ...none };
    const { datasets } = held.provider;
    const { apiVersion } = held.access.application;
    const list = datasets.lists(apiVersion).find(({ key }) => key === lease.ref.list);
    if (list === undefined) return { kind: 'interrupted', why: { kind: 'list', failure: 'NOT_SUPPORTED' }, ...none };
    return { lease, row, list, apiVersion, datasets };
  }

  /** A round that cannot go on now. Its position stays, and nothing that was read is lost. */
  async #interrupt(lease: Lease, row: DatasetRow, { why, status: http, requestId }: Interrupted): Promise<void> {
    const { status, seconds } = afterInterruption(why, row.failures);
    const now = await this.dependencies.writer.now();
    const code = why.kind === 'list' ? why.failure : why.kind === 'refused' ? why.refusal : 'NOT_READABLE';
    const { ref } = lease;
    const { pull_id: pullId, counts } = row;
    const goesOn = status === 'WAITING' || status === 'LINK_LOST';
    const interruption = {
      ...{ status, now, goesOn, pullId, error: { code, http, requestId } },
      // Not on one second with all others that were interrupted.
      dueAt: seconds === null ? null : new Date(now.getTime() + seconds * 1000 * (1 + Math.random() * 0.1)),
    };
    const interrupted = roundInterrupted(lease, interruption);
    const trouble = status === 'PERMISSION_DENIED' ? status : row.told_status;
    if (goesOn || (pullId === null && trouble === row.told_status)) return this.#together([interrupted]);
    const part = { status: 'FAILED', counts, message: code };
    await this.dependencies.ends.write({
      lease,
      dataset: row.dataset,
      statements: [interrupted, ...(pullId === null ? [] : [partEnded(ref, pullId, { ...part, now })])],
      news: undefined,
      trouble,
      part: pullId === null ? undefined : { ...part, pullId },
    });
  }

  #together = (statements: readonly StatementText[]): Promise<void> =>
    backgroundWrite(this.dependencies.database, statements);
}
