// Sending to one endpoint: what a process does while it has the lease of the endpoint.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'undici';
import { listEventsAfter } from '../events/event-page.repository.js';
import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { postOnce } from '../infra/http-client/guarded-pool.js';
import { newId, toGlobalId } from '../infra/ids/ids.js';
import {
  type AttemptEnd,
  attemptsEnded,
  type DueDelivery,
  deliveriesWaiting,
  findDueDeliveries,
} from './delivery.repository.js';
import { type EndpointHealth, judgeAttempt, judgeEndpoint } from './delivery.rules.js';
import {
  type EndpointLease,
  endpointHeld,
  endpointReleased,
  healthNoted,
  type LeasedEndpoint,
  positionMoved,
} from './endpoint.repository.js';
import { webhookIdOf, webhookTypeOf } from './secrets/signature.rules.js';
import type { Sign } from './secrets/webhook-secret.service.js';

/** Requests to one endpoint at the same time. */
export const AT_ONCE = 4;
const PAGE = 100;
const ATTEMPT_MS = 20_000;
/** How long a run begins attempts. Then the endpoint is read again, and others have their turn. */
const RUN_MS = 10_000;
const LOOK_MS = 250;
/** Ends of attempts that may wait to be written, before another attempt begins. */
const MOST_UNWRITTEN = 100;
/** Longer than an attempt and what writes its end. Each write prolongs the lease. */
export const LEASE_MS = 60_000;

export interface RunDependencies {
  readonly database: Database;
  readonly now: () => Promise<Date>;
  readonly pool: Pool;
  readonly sign: Sign;
  readonly disable: (lease: EndpointLease, reason: string) => Promise<void>;
}

/**
 * Sends what is due, four requests at a time. A run ends when a look finds nothing and nothing is under way, when the endpoint rests or is disabled, after
 * ten seconds, and when it is told to stop.
 */
export class EndpointRun {
  readonly #url: URL;
  readonly #until = performance.now() + RUN_MS;
  readonly #sending = new Set<Promise<void>>();
  /** The events whose deliveries are queued, sent, or not written yet. */
  readonly #underWay = new Set<string>();
  readonly #queue: DueDelivery[] = [];
  readonly #ends: AttemptEnd[] = [];
  #looking: Promise<void> | undefined;
  #lookAt = 0;
  /** The newest look found nothing. */
  #isQuiet = false;
  #writing = Promise.resolve();
  #health: EndpointHealth;
  #restsUntil: Date | null = null;
  #disabled: string | null = null;
  #stopped = false;
  #failure: { readonly error: unknown } | undefined;
  #position: string;

  constructor(
    private readonly lease: EndpointLease,
    private readonly endpoint: LeasedEndpoint,
    private readonly dependencies: RunDependencies,
  ) {
    this.#url = new URL(endpoint.url);
    this.#health = { failingSince: endpoint.failing_since, overloads: endpoint.overloads };
    this.#position = endpoint.event_no;
  }

  /** Begins nothing new. */
  stop(): void {
    this.#stopped = true;
  }

  /** @throws the driver's error, also where the lease was lost. What was not written is sent again. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work()));
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#disabled !== null) await this.dependencies.disable(this.lease, this.#disabled);
    else await backgroundWrite(this.dependencies.database, endpointReleased(this.lease));
  }

  get #over(): boolean {
    const why = this.#stopped || this.#failure || this.#disabled || this.#restsUntil || performance.now() > this.#until;
    return Boolean(why);
  }

  async #work(): Promise<void> {
    while (!this.#over) {
      const next = this.#queue.shift();
      if (next !== undefined) {
        const sending = this.#attempt(next);
        this.#sending.add(sending);
        await sending.finally(() => this.#sending.delete(sending));
        if (this.#ends.length > MOST_UNWRITTEN) await this.#writing;
        continue;
      }
      // A request that hangs must not keep the other three from what comes meanwhile.
      if (this.#isQuiet && this.#sending.size === 0) return;
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      await this.#looking;
    }
  }

  /** Makes deliveries of new events, and queues what is due: at once where there was more than a page, or else after a while. */
  async #look(): Promise<void> {
    await sleep(this.#lookAt - performance.now());
    this.#lookAt = performance.now() + LOOK_MS;
    try {
      const { database, now } = this.dependencies;
      const { ref } = this.lease;
      const db = () => backgroundReader(database);
      const time = await now();
      const due = { now: time, limit: PAGE, except: [...this.#underWay] };
      const [after, waiting] = await Promise.all([
        listEventsAfter(db(), ref.workspaceId, this.#position, { limit: PAGE }),
        findDueDeliveries(db(), ref, due),
      ]);
      // Where events were deleted that the endpoint has not seen, it goes on with the oldest that is kept.
      const events = after ?? (await listEventsAfter(db(), ref.workspaceId, '0', { limit: PAGE })) ?? [];
      const wanted = events.filter(({ type }) => type !== 'TEST' && (this.endpoint.types?.includes(type) ?? true));
      const last = events.at(-1);
      if (last !== undefined) {
        const ids = wanted.map(({ id }) => id);
        const added = ids.length > 0 ? [deliveriesWaiting(ref, ids, time, 'once')] : [];
        await backgroundWrite(database, [endpointHeld(this.lease), ...added, positionMoved(this.lease, last.no)]);
        this.#position = last.no;
      }
      const found = [...waiting, ...wanted.map((event) => ({ ...event, event_id: event.id, tries: 0 }))];
      for (const delivery of found.filter(({ event_id }) => !this.#underWay.has(event_id))) {
        this.#underWay.add(delivery.event_id);
        this.#queue.push(delivery);
      }
      this.#isQuiet = found.length === 0;
      if (Math.max(events.length, waiting.length) === PAGE) this.#lookAt = 0;
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  async #attempt(delivery: DueDelivery): Promise<void> {
    const { now, pool, sign } = this.dependencies;
    const at = await now();
    const [started, body] = [performance.now(), bodyOf(delivery)];
    const signed = { id: webhookIdOf(delivery.event_id), seconds: Math.floor(at.getTime() / 1000), body };
    const headers = { ...sign(signed), 'content-type': 'application/json', 'user-agent': 'ledgerlink' };
    const got = await postOnce(pool, this.#url, { headers, body, timeoutMs: ATTEMPT_MS });
    const durationMs = Math.round(performance.now() - started);
    const end = at.getTime() + durationMs;
    const judged = judgeAttempt({ ...got, tries: delivery.tries + 1 }, Math.random());
    const { restMs, disabled, ...health } = judgeEndpoint(this.#health, got, new Date(end));
    this.#health = health;
    this.#disabled ??= disabled;
    if (restMs > 0) this.#restsUntil = new Date(Math.max(this.#restsUntil?.getTime() ?? 0, end + restMs));
    this.#ends.push({
      ...{ id: newId(), event_id: delivery.event_id, at, duration_ms: durationMs },
      ...{ answered: got.status, error: got.error, answer: got.answer, status: judged.status },
      next_attempt_at: judged.nextInMs === null ? null : new Date(end + judged.nextInMs),
    });
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Writes the ends that came since the last write, and prolongs the lease. */
  async #write(): Promise<void> {
    const ends = this.#ends.splice(0);
    if (ends.length === 0 || this.#failure !== undefined) return;
    try {
      const { database, now } = this.dependencies;
      const until = new Date((await now()).getTime() + LEASE_MS);
      await backgroundWrite(database, [
        endpointHeld(this.lease),
        ...attemptsEnded(this.lease.ref, ends),
        healthNoted(this.lease, this.#health, { until, restsUntil: this.#restsUntil }),
      ]);
      for (const { event_id } of ends) this.#underWay.delete(event_id);
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}

/** What is sent, and signed byte for byte. */
const bodyOf = ({ event_id, no, type, occurred_at, payload }: DueDelivery): string =>
  JSON.stringify({
    type: webhookTypeOf(type),
    timestamp: occurred_at.toISOString(),
    data: { eventId: toGlobalId('Event', event_id), number: no, ...(payload as object) },
  });
