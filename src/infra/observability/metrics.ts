import type { Registry } from 'prom-client';

interface Metrics {
  observe(route: string, status: number, seconds: number): void;
  missing(): void;
  refused(code: string): void;
  refreshed(event: RefreshEvent): void;
}

/** What the keeping of tokens counts: how each refresh ended, and what should be rare. */
export type RefreshEvent =
  | 'tokens'
  | 'invalid-grant'
  | 'invalid-client'
  | 'rate-limited'
  | 'not-sent'
  | 'unknown'
  | 'overlapped'
  | 'stale_write_dropped'
  | 'spool_failed'
  | 'judging_paused';

let metrics: Metrics | undefined;

export const observeRequest = (route: string, status: number, seconds: number): void =>
  metrics?.observe(route, status, seconds);
export const countMissingNode = (): void => metrics?.missing();
export const countError = (code: string): void => metrics?.refused(code);
export const countRefreshEvent = (event: RefreshEvent): void => metrics?.refreshed(event);

/** Starts to count; only where metrics are served, because the library and its timers cost start-up time and memory. */
export async function startMetrics(): Promise<Registry> {
  const { Counter, collectDefaultMetrics, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // Labels hold route patterns and codes only: nothing a caller sent.
  const requests = new Histogram({
    name: 'ledgerlink_http_request_seconds',
    help: 'Time to answer, by route pattern and status.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const missing = new Counter({
    name: 'ledgerlink_missing_node_total',
    help: 'Look-ups of ids that the workspace has not got; many of them may be somebody trying ids of others.',
    registers,
  });
  const refused = new Counter({
    name: 'ledgerlink_errors_total',
    help: 'Errors answered, by code.',
    labelNames: ['code'],
    registers,
  });
  const refreshes = new Counter({
    name: 'ledgerlink_token_refresh_total',
    help: 'Token refreshes by how they ended; overlapped: another turn had begun; stale_write_dropped: a newer pair was there.',
    labelNames: ['event'],
    registers,
  });
  metrics = {
    observe: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    missing: () => missing.inc(),
    refused: (code) => refused.inc({ code }),
    refreshed: (event) => refreshes.inc({ event }),
  };
  return registry;
}
