import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { drainBackground } from '../composition/background.js';
import type { Composition } from '../composition/composition.js';
import type { EmbeddedPostgres } from '../infra/embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from '../infra/http/health.js';
import type { LogOutput } from '../infra/observability/log-output.js';
import type { ShutdownStep } from '../infra/process/shutdown.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { SandboxChild } from './sandbox-child.js';

/** Time in which a load balancer sees `/readyz` answer 503 before the port closes. */
const DRAIN_MS = 500;

/** What exists only after the database was opened. Until then there is nothing to stop. */
export interface Opened {
  encryption?: EncryptionContext;
  stopBackground?: () => void;
  sandbox?: SandboxChild | undefined;
}

/** All that a running process holds and a shutdown ends. */
export interface RunningProcess {
  readonly app: FastifyInstance;
  readonly composition: Composition;
  readonly lifecycle: Lifecycle;
  readonly sources: readonly DataSource[];
  readonly embedded: EmbeddedPostgres | undefined;
  readonly opened: Opened;
  readonly output: LogOutput;
}

/** What a shutdown does, in this order, and how long each step may take. `docs/operations.md` lists the same. */
export const shutdownSteps = (running: RunningProcess): readonly ShutdownStep[] => [
  {
    name: 'requests and background work',
    withinMs: running.composition.config.shutdownMs,
    work: () => drain(running),
  },
  // A connection that is in use holds this step: after a missed deadline of the first one that may be for ever.
  { name: 'database connections', withinMs: 1_000, work: () => disconnect(running.sources) },
  { name: 'embedded database', withinMs: 10_000, work: async () => running.embedded?.stop() },
  { name: 'sandbox', withinMs: 2_000, work: async () => running.opened.sandbox?.stopSandbox() },
  { name: 'log', withinMs: 1_000, optional: true, work: running.output.flush },
];

/** Requests that have arrived are answered and background work that has begun is finished; nothing new begins. */
async function drain({ app, composition, lifecycle, opened }: RunningProcess): Promise<void> {
  lifecycle.state = 'draining';
  composition.logger.info('draining');
  opened.stopBackground?.();
  await new Promise((wake) => setTimeout(wake, DRAIN_MS));
  await app.close();
  await drainBackground(composition);
}

const disconnect = (sources: readonly DataSource[]) =>
  Promise.all(sources.filter(({ isInitialized }) => isInitialized).map((source) => source.destroy()));
