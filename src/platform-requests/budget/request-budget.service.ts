import { LRUCache } from 'lru-cache';
import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import type { DatabaseClock } from '../../infra/database/database-clock.js';
import { countBudget } from '../../infra/observability/metrics.js';
import { AtOnce } from './at-once.js';
import { applicationLimit, closedMicros, type Limit, linkLimit, stateAt } from './budget.rules.js';
import {
  type BudgetRef,
  type BudgetRow,
  bookTurns,
  closeBudget,
  deleteUnusedBudgets,
  readBudgets,
} from './request-budget.repository.js';
import { type Busy, SharedBudget } from './shared-budget.js';

export interface BudgetLimits {
  /** Requests of one application in a second, over all processes. */
  readonly perSecond: number;
  /** Requests of one application at once, in this process. */
  readonly atOnce: number;
  /** Requests of one link in a minute, over all processes. */
  readonly perMinute: number;
  /** Of these, how many may be sent at once. */
  readonly burst: number;
}

/** Whose budgets a request uses. */
export interface BudgetUser {
  readonly workspaceId: string;
  readonly setId: string;
  readonly linkId: string;
  /** The request is part of a pull, which leaves a part of the budgets to requests that a person waits for. */
  readonly isPull?: boolean;
}

/** What a link may send. */
export interface BudgetState {
  readonly free: number;
  readonly closedUntil: Date | null;
  readonly perMinute: number;
  readonly applicationPerSecond: number;
}

export type Turn = { readonly kind: 'turn'; readonly release: () => void } | ({ readonly kind: 'busy' } & Busy);

/** How many budgets a process remembers; the one that was used least recently goes first. */
const MAX_BUDGETS = 10_000;
/** Refusals of two links of one application within this time concern the application. */
const SAME_CAUSE_MS = 5_000;
const DAY_MICROS = 86_400_000_000;

/** Keeps requests to platforms within the limits of applications and links, over all processes together. */
export class RequestBudgetService {
  readonly #budgets = new LRUCache<string, SharedBudget>({ max: MAX_BUDGETS });
  readonly #atOnce: AtOnce;
  /** The link that was refused last, by application. */
  readonly #refused = new LRUCache<string, string>({ max: MAX_BUDGETS, ttl: SAME_CAUSE_MS });

  constructor(
    private readonly database: Database,
    private readonly limits: BudgetLimits,
    private readonly clock: DatabaseClock,
  ) {
    this.#atOnce = new AtOnce(limits.atOnce);
  }

  /** Waits for a free turn. `until`, of `performance.now()`: when the caller stops waiting. */
  async takeTurn(user: BudgetUser, until: number): Promise<Turn> {
    const release = await this.#atOnce.enter(user.setId, until);
    if (release === undefined) return { kind: 'busy', retryAfterMs: 1000 };
    try {
      const { perSecond, perMinute, burst } = this.limits;
      // The link first: a turn of the application is scarcer, and is not taken for a link that has to wait.
      const busy =
        (await this.#budget(user, user.linkId, linkLimit(perMinute, burst)).take(until)) ??
        (await this.#budget(user, user.setId, applicationLimit(perSecond)).take(until));
      countBudget(busy === undefined ? 'turn' : 'busy');
      if (busy === undefined) return { kind: 'turn', release };
      release();
      return { kind: 'busy', ...busy };
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Closes the link's budget for all processes, as the platform has refused for a limit. It does not say which one: it is
   * taken for the application's where that is used up, and where another link was refused, too.
   */
  async close(user: BudgetUser, retryAfterSeconds: number): Promise<void> {
    countBudget('closed');
    const other = this.#refused.get(user.setId);
    this.#refused.set(user.setId, user.linkId);
    const db = backgroundReader(this.database);
    const now = await this.clock.micros();
    // Read, because what this process remembers is as old as its last booking.
    const [application] = await readBudgets(db, user.workspaceId, [user.setId]);
    const isUsedUp = application !== undefined && application.tat > now;
    const isOfAll = isUsedUp || (other !== undefined && other !== user.linkId);
    const subjects = isOfAll ? [user.linkId, user.setId] : [user.linkId];
    const micros = closedMicros(retryAfterSeconds, Math.random());
    const until = (await this.clock.microsAtMost()) + micros;
    for (const subjectId of subjects) {
      for (const budget of this.#known(subjectId)) budget.close(performance.now() + micros / 1000);
      await closeBudget(db, { workspaceId: user.workspaceId, subjectId }, until);
    }
  }

  /** What a link may send now, by the rows of its budget and of its application's. */
  async stateOf(link: BudgetRow | null, application: BudgetRow | null): Promise<BudgetState> {
    const { perSecond, perMinute, burst } = this.limits;
    const limit = linkLimit(perMinute, burst);
    const { free, closedUntil: micros } = stateAt(await this.clock.micros(), limit, { link, application });
    const closedUntil = micros === null ? null : new Date(Math.ceil(micros / 1000));
    return { perMinute, applicationPerSecond: perSecond, free, closedUntil };
  }

  /** Deletes budgets that were not used for a day. */
  async deleteUnused(workspaceIds: readonly string[]): Promise<void> {
    await deleteUnusedBudgets(backgroundReader(this.database), workspaceIds, (await this.clock.micros()) - DAY_MICROS);
  }

  /** What this process has of a budget: for people, and for pulls. */
  #known(subjectId: string): SharedBudget[] {
    return [false, true].flatMap((isPull) => this.#budgets.get(nameOf(subjectId, isPull)) ?? []);
  }

  #budget({ workspaceId, isPull = false }: BudgetUser, subjectId: string, limit: Limit): SharedBudget {
    const known = this.#budgets.get(nameOf(subjectId, isPull));
    if (known !== undefined) return known;
    const ref: BudgetRef = { workspaceId, subjectId };
    const store = {
      book: (booking: Parameters<typeof bookTurns>[2]) => bookTurns(backgroundReader(this.database), ref, booking),
      read: async () => (await readBudgets(backgroundReader(this.database), workspaceId, [subjectId]))[0],
      now: () => this.clock.micros(),
    };
    const budget = new SharedBudget(store, limit, isPull);
    this.#budgets.set(nameOf(subjectId, isPull), budget);
    return budget;
  }
}

const nameOf = (subjectId: string, isPull: boolean): string => `${subjectId}${isPull ? ' pulls' : ''}`;
