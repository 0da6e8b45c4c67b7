import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.js';
import { apiError } from '../errors/api-error.js';
import { startMetrics } from '../observability/metrics.js';

/** Where the process stands: `starting` until the database is migrated, `draining` from the first SIGTERM on. */
export interface Lifecycle {
  state: 'starting' | 'ready' | 'draining';
}

/**
 * `/healthz`: the process answers. `/readyz`: send it requests; `warnings`, where there are any, are for the operator
 * and no reason to send them elsewhere. Both without a key, both free of detail.
 */
export function registerHealth(
  app: FastifyInstance,
  lifecycle: Lifecycle,
  database: Database,
  warnings: () => readonly string[] = () => [],
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const state =
      lifecycle.state === 'ready' && !(await answersWithin(database, 1000)) ? 'no database' : lifecycle.state;
    const known = warnings();
    return reply
      .code(state === 'ready' ? 200 : 503)
      .send({ status: state, ...(known.length > 0 && { warnings: known }) });
  });
}

/**
 * While it drains every answer ends its connection: one that is kept open would be reset by the closing port just when
 * its client asks again.
 */
export function endConnectionsWhileDraining(app: FastifyInstance, lifecycle: Lifecycle): void {
  // When it is answered, not when it arrives: a request may have waited for a platform since before the signal.
  app.addHook('onSend', async (_request, reply, payload) => {
    if (lifecycle.state === 'draining') reply.header('connection', 'close');
    return payload;
  });
}

export async function registerMetrics(app: FastifyInstance): Promise<void> {
  const registry = await startMetrics();
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

/** For routes that need the database: 503 until it is there. Draining still answers what arrives on open connections. */
export function refuseUntilReady(lifecycle: Lifecycle): void {
  if (lifecycle.state === 'starting')
    throw apiError('UNAVAILABLE', 'Ledgerlink is starting. Try again shortly.', 1);
}

async function answersWithin(database: Database, ms: number): Promise<boolean> {
  try {
    await database.reader(AbortSignal.timeout(ms)).query('SELECT 1');
    return true;
  } catch {
    // The answer IS the handling: whatever went wrong, it is not ready.
    return false;
  }
}
