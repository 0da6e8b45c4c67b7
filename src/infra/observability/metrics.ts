import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How a token refresh ended, and rare events of keeping tokens. */
export type RefreshEvent =
  | 'tokens'
  | 'invalid-grant'
  | 'invalid-client'
  | 'rate-limited'
  | 'not-sent'
  | 'unknown'
  | 'refused_in_unknown_form'
  | 'overlapped'
  | 'stale_write_dropped'
  | 'spool_failed'
  | 'judging_paused';

/**
 * How a GraphQL operation ran. `fallback`: by graphql-js after its compiled run ended in an error. If graphql-js then
 * reports no error, the run counts as `fallback_unexplained`, too: the compiler has a bug, or the error was transient.
 */
export type OperationRun = 'compiled' | 'interpreted' | 'fallback' | 'fallback_unexplained';

/** Labels hold route patterns, codes and events only, never a value that a caller sent. */
const COUNTERS = {
  missingNodes: {
    name: 'ledgerlink_missing_node_total',
    help: 'Look-ups of ids that the workspace does not have. A high rate may mean that a caller guesses ids of others.',
    labelNames: [],
  },
  errors: {
    name: 'ledgerlink_errors_total',
    help: 'Errors answered, by code.',
    labelNames: ['code'],
  },
  refreshes: {
    name: 'ledgerlink_token_refresh_total',
    help: 'Token refreshes by how they ended; refused_in_unknown_form: an answer below 500 with neither tokens nor a known error, counted as unknown, too; overlapped: another attempt had begun; stale_write_dropped: a newer token pair was stored.',
    labelNames: ['event'],
  },
  unopened: {
    name: 'ledgerlink_secret_unopened_total',
    help: 'Stored secrets that did not open when they were needed. `doctor` counts all that do not.',
    labelNames: [],
  },
  runs: {
    name: 'ledgerlink_graphql_operations_total',
    help: 'GraphQL operations by how they ran; fallback: interpreted after the compiled run ended in an error; fallback_unexplained: of these, those that then had no error.',
    labelNames: ['run'],
  },
  platformRequests: {
    name: 'ledgerlink_platform_requests_total',
    help: 'Requests sent to platforms for workspaces, by kind (read, write) and by what came of each.',
    labelNames: ['kind', 'result'],
  },
  budget: {
    name: 'ledgerlink_platform_budget_total',
    help: 'Request budgets of applications and links: turn: given to a request; booking: a statement that booked turns; dropped: a booked turn that no request used in time; busy: no turn was free in time; closed: the platform refused for its limit.',
    labelNames: ['event'],
  },
  streams: {
    name: 'ledgerlink_event_streams_total',
    help: 'Streams of events, by event: started; left by the client; refused: the key or session has ended; unread: the client did not read; failed: an error; stopped: the process stops.',
    labelNames: ['event'],
  },
} as const;

/** What ended a stream of events. */
export type StreamEnd = 'left' | 'refused' | 'unread' | 'failed' | 'stopped';

/** An event of a request budget. */
export type BudgetEvent = 'turn' | 'booking' | 'dropped' | 'busy' | 'closed';

type Counters = Readonly<Record<keyof typeof COUNTERS, Counter<string>>>;
let metrics: (Counters & { readonly requests: Histogram<string>; readonly openStreams: Gauge }) | undefined;

/** Records the time in which a request was answered, by its route pattern and status. */
export const observeRequest = (route: string, status: number, seconds: number): void =>
  metrics?.requests.observe({ route, status: String(status) }, seconds);
/** Counts a look-up of an id that the workspace does not have. */
export const countMissingNode = (): void => metrics?.missingNodes.inc();
/** Counts an error that was answered, by its `extensions.code`. */
export const countError = (code: string): void => metrics?.errors.inc({ code });
/** Counts an event of keeping tokens. */
export const countRefreshEvent = (event: RefreshEvent): void => metrics?.refreshes.inc({ event });
/** Counts a stored secret that did not open. */
export const countUnopened = (): void => metrics?.unopened.inc();
/** Counts a GraphQL operation in `ledgerlink_graphql_operations_total` by how it ran. */
export const countOperation = (run: OperationRun): void => metrics?.runs.inc({ run });

/** Counts a request that was sent to a platform, by what came of it. */
export const countPlatformRequest = (kind: 'read' | 'write', result: string): void =>
  metrics?.platformRequests.inc({ kind, result });
/** Counts an event of a request budget. */
export const countBudget = (event: BudgetEvent): void => metrics?.budget.inc({ event });

/** Counts a stream of events that started. */
export function countStreamStart(): void {
  metrics?.streams.inc({ event: 'started' });
  metrics?.openStreams.inc();
}
/** Counts a stream of events that ended, by what ended it. */
export function countStreamEnd(event: StreamEnd): void {
  metrics?.streams.inc({ event });
  metrics?.openStreams.dec();
}

/**
 * Starts counting and answers the registry that `/metrics` prints. Called only where metrics are served, because
 * prom-client and its timers cost start-up time and memory.
 */
export async function startMetrics(): Promise<Registry> {
  const { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counters = Object.entries(COUNTERS).map(([key, options]) => [
    key,
    new Counter<string>({ ...options, registers }),
  ]);
  const requests = new Histogram({
    name: 'ledgerlink_http_request_seconds',
    help: 'Time to answer, by route pattern and status.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const openStreams = new Gauge({
    name: 'ledgerlink_event_streams',
    help: 'Streams of events that are open.',
    registers,
  });
  metrics = { ...(Object.fromEntries(counters) as Counters), requests, openStreams };
  return registry;
}
