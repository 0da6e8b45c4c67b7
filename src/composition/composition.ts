// The folder `composition`: assembles the program from its slices, once per process: services, resolvers, entities,
// background jobs and routes. Only this folder and the slices' manifests construct services. What a slice does stands
// in the slice; in which order a process starts stands in `start`.

import type { Config } from '../infra/config/config.js';
import type { Database } from '../infra/database/database.js';
import { createLogger } from '../infra/observability/logger.js';
import { lazyRecord } from '../infra/slices/lazy-record.js';
import type { ProcessContext, Services, Slice } from '../infra/slices/slice.js';
import * as manifests from './slices.js';

export const allSlices: readonly Slice[] = Object.values(manifests);

/** An assembled program: its slices, and the services that they provide. */
export interface Composition extends ProcessContext {
  readonly slices: readonly Slice[];
  readonly services: Services;
}

/**
 * Composes a process. It opens nothing, sends nothing and writes nothing: the database may be connected later, and each
 * service is made when it is first used.
 * @throws when two slices provide a service of the same name.
 */
export function compose(context: ProcessContext, slices: readonly Slice[] = allSlices): Composition {
  const given = slices.map(({ name, services }) => ({ givenBy: name, factories: services }));
  const ServicesOfProcess = lazyRecord<Services, ProcessContext>(given);
  return { ...context, slices, services: new ServicesOfProcess(context) };
}

/** Composes an operator's command: it has one pool and logs nothing, and its services open no secret. */
export const composeCommand = (config: Config, database: Database): Composition =>
  compose({ config, database, leases: database, encryption: notOpened, logger: createLogger('silent') });

/** Stands in for the encryption keys until the installation was opened. */
export function notOpened(): never {
  throw new Error('secrets are sealed before the installation was opened');
}
