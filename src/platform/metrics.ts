import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process. Labels hold route patterns and codes only: nothing a caller sent. */
export const registry = new Registry();

const requests = new Histogram({
  name: 'ledgerlink_http_request_seconds',
  help: 'Time to answer, by route pattern and status.',
  labelNames: ['route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});
const missing = new Counter({
  name: 'ledgerlink_missing_node_total',
  help: "Look-ups of ids that the caller's workspace has not got; many of them may be somebody trying ids of others.",
  registers: [registry],
});
const refused = new Counter({
  name: 'ledgerlink_errors_total',
  help: 'Errors answered, by code.',
  labelNames: ['code'],
  registers: [registry],
});

export const observeRequest = (route: string, status: number, seconds: number): void =>
  requests.observe({ route, status: String(status) }, seconds);
export const countMissingNode = (): void => missing.inc();
export const countError = (code: string): void => refused.inc({ code });

/** Event-loop and memory metrics cost a timer: they start only where metrics are served. */
export const collectProcessMetrics = (): void => collectDefaultMetrics({ register: registry });
