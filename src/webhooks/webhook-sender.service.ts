import { setTimeout as sleep } from 'node:timers/promises';
import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { WHOLE } from '../infra/database/work-share.js';
import { codeOf } from '../infra/errors/error-code.js';
import { openGuardedPool } from '../infra/http-client/guarded-pool.js';
import type { MayConnect } from '../infra/http-client/public-address.js';
import type { Logger } from '../infra/observability/logger.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { shuffled } from './delivery.rules.js';
import {
  claimEndpoint,
  type EndpointLease,
  findDueEndpoints,
  findWorkspacesWithEndpoints,
  healthNoted,
} from './endpoint.repository.js';
import { disableFailing } from './endpoint-disabling.js';
import { AT_ONCE, EndpointRun, LEASE_MS } from './endpoint-run.js';
import { type EndpointRef, findSecrets } from './secrets/webhook-secret.repository.js';
import type { WebhookSecretService } from './secrets/webhook-secret.service.js';

export interface SenderDependencies {
  readonly database: Database;
  readonly secrets: WebhookSecretService;
  readonly workspaces: WorkspaceService;
  readonly logger: Logger;
  readonly now: () => Promise<Date>;
  readonly mayConnect: MayConnect;
}

/** How often the workspaces that have endpoints are listed. */
const LIST_MS = 5_000;
/** Every so many looks are at the workspaces of other processes, too: one of them may have been killed. */
const LOOKS_AT_OWN = 8;
const PAGE = 500;
/** Endpoints that one process sends to at the same time. */
const MOST_RUNS = 100;
const REST_MS = 60_000;

/**
 * Finds the endpoints that have something to send, and sends it. Any number of processes do this side by side: the one that
 * gets the lease of an endpoint sends to it, so that an endpoint that is slow holds up no other.
 */
export class WebhookSenderService {
  readonly #runs = new Map<string, { run?: EndpointRun; readonly done: Promise<void> }>();
  readonly #workspaces = { own: new Set<string>(), all: new Set<string>() };
  #listedAt = Number.NEGATIVE_INFINITY;
  #looks = 0;
  #stopped = false;

  constructor(private readonly dependencies: SenderDependencies) {}

  /** A workspace has an endpoint now: this process need not wait until it lists them again. */
  addWorkspace(workspaceId: string): void {
    for (const listed of Object.values(this.#workspaces)) listed.add(workspaceId);
  }

  /** Looks at this process's share of the workspaces, or now and then at all, and starts what is due and fits. */
  async startDue(): Promise<void> {
    const { database, now } = this.dependencies;
    if (performance.now() > this.#listedAt + LIST_MS) await this.#list();
    const ids = [...(this.#looks++ % LOOKS_AT_OWN === 0 ? this.#workspaces.all : this.#workspaces.own)];
    for (let from = 0; from < ids.length && !this.#stopped; from += PAGE) {
      const time = await now();
      const found = await findDueEndpoints(backgroundReader(database), ids.slice(from, from + PAGE), time);
      // In any order: where there are more than fit, each gets its turn.
      for (const due of shuffled(found, Math.random))
        if (!due.isLeased && this.#runs.size < MOST_RUNS && !this.#stopped) this.#start(due);
    }
  }

  stopSending(): void {
    this.#stopped = true;
    for (const { run } of this.#runs.values()) run?.stop();
  }

  /** Waits for the requests that are under way. */
  async drain(): Promise<void> {
    this.stopSending();
    await this.idle();
  }

  /** Waits until this process sends nothing. */
  async idle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all([...this.#runs.values()].map(({ done }) => done));
  }

  async #list(): Promise<void> {
    const { database, workspaces, logger } = this.dependencies;
    const list = async (more: { share?: typeof WHOLE }): Promise<Set<string>> => {
      const found = new Set<string>();
      await workspaces.workOnAll({ name: 'finding webhook endpoints', logger, ...more }, async (ids) => {
        for (const id of await findWorkspacesWithEndpoints(backgroundReader(database), ids)) found.add(id);
      });
      return found;
    };
    this.#workspaces.all = await list({ share: WHOLE });
    this.#workspaces.own = await list({});
    this.#listedAt = performance.now();
  }

  #start({ workspaceId, endpointId }: EndpointRef): void {
    if (this.#runs.has(endpointId)) return;
    const running: { run?: EndpointRun; done: Promise<void> } = { done: Promise.resolve() };
    const hold = (run: EndpointRun) => {
      running.run = run;
      if (this.#stopped) run.stop();
    };
    running.done = this.#run({ workspaceId, endpointId }, hold)
      .catch(async (error) => {
        // The lease was lost: another process sends what this one has not written.
        if (codeOf(error) === DIVISION_BY_ZERO) return;
        this.dependencies.logger.fault('events could not be sent to a webhook endpoint', error, { endpointId });
        await sleep(1_000);
      })
      .finally(() => this.#runs.delete(endpointId));
    this.#runs.set(endpointId, running);
  }

  async #run(ref: EndpointRef, hold: (run: EndpointRun) => void): Promise<void> {
    const { database, secrets, now, mayConnect, logger } = this.dependencies;
    const time = await now();
    const after = (ms: number) => new Date(time.getTime() + ms);
    const endpoint = await claimEndpoint(backgroundReader(database), ref, { now: time, until: after(LEASE_MS) });
    if (endpoint === undefined) return;
    const lease = { ref, generation: endpoint.generation };
    const living = await findSecrets(backgroundReader(database), ref.workspaceId, [ref.endpointId]);
    const sign = await secrets.signer(ref, living);
    if (sign === undefined) {
      logger.warn('no secret of a webhook endpoint opens: rotate it', { endpointId: ref.endpointId });
      const health = { failingSince: endpoint.failing_since, overloads: endpoint.overloads };
      return backgroundWrite(database, [healthNoted(lease, health, { until: time, restsUntil: after(REST_MS) })]);
    }
    const pool = openGuardedPool(new URL(endpoint.url), mayConnect, AT_ONCE);
    const disable = (held: EndpointLease, reason: string) => disableFailing(this.dependencies, held, reason);
    const run = new EndpointRun(lease, endpoint, { database, now, pool, sign, disable });
    hold(run);
    await run.run().finally(() => pool.destroy());
  }
}

const DIVISION_BY_ZERO = '22012';
