import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.js';
import { apiError } from '../errors/api-error.js';
import { startMetrics } from '../observability/metrics.js';

/** The phase of the process: `starting` until the database is migrated, `draining` from the first SIGTERM on. */
export interface Lifecycle {
  state: 'starting' | 'ready' | 'draining';
}

/**
 * Adds `/healthz` (200 while the process runs) and `/readyz` (200 while it can serve, else 503 and why; the
 * database must answer within a second and take writes). `/readyz` also lists the operator's warnings, which do not change the status.
 * Neither needs a key, and neither tells any detail.
 */
export function registerHealth(
  app: FastifyInstance,
  lifecycle: Lifecycle,
  database: Database,
  warnings: () => readonly string[] = () => [],
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const why = lifecycle.state === 'ready' ? await database.whyNotReady(1000) : undefined;
    const state = why ?? lifecycle.state;
    const known = warnings();
    return reply
      .code(state === 'ready' ? 200 : 503)
      .send({ status: state, ...(known.length > 0 && { warnings: known }) });
  });
}

/**
 * Makes every answer close its connection while the process drains. A connection that stays open is reset when the
 * port closes, which may be while its client sends the next request.
 */
export function endConnectionsWhileDraining(app: FastifyInstance, lifecycle: Lifecycle): void {
  // Decided when the answer is sent: the request may have arrived before the signal and waited for a platform.
  app.addHook('onSend', async (_request, reply, payload) => {
    if (lifecycle.state === 'draining') reply.header('connection', 'close');
    return payload;
  });
}

/** Adds `/metrics` in the text format of Prometheus, and starts collecting. */
export async function registerMetrics(app: FastifyInstance): Promise<void> {
  const registry = await startMetrics();
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/**
 * Guards a route that needs the database. A draining process still answers requests on open connections.
 * @throws UNAVAILABLE (503) while the process starts.
 */
export function refuseUntilReady(lifecycle: Lifecycle): void {
  if (lifecycle.state === 'starting') throw apiError('UNAVAILABLE', 'Ledgerlink is starting. Try again shortly.', 1);
}
