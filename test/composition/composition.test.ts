import { describe, expect, jest, test } from '@jest/globals';
import { loadersOf } from '../../src/api/loaders.js';
import { nodeTypesOf } from '../../src/api/node.resolver.js';
import { drainBackground, startBackground } from '../../src/composition/background.js';
import { allSlices, compose, composeCommand } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database } from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import type { LoaderContext, ProcessContext, Slice } from '../../src/infra/slices/slice.js';
import { greetings } from '../support/greeting-slice.js';

const config = loadConfig({ DATABASE_URL: 'postgres://nowhere.example/ledgerlink' });
const pool = () => new Database(createDataSource(config.databaseUrl ?? '', 2));
const encryption = jest.fn<ProcessContext['encryption']>();
const context = { config, database: pool(), leases: pool(), encryption, logger: createLogger('silent') };

/** The names of what the slices provide. */
const namesOf = (kind: 'services' | 'loaders') => allSlices.flatMap((slice) => Object.keys(slice[kind]));

/** What loaders of one slice need from another slice. They load nothing themselves. */
const PORTS = ['setHolders'];

describe('composing a process', () => {
  test('makes every service of every slice once, without a database and without a secret', () => {
    const { services } = compose(context);
    const read = () => namesOf('services').map((name) => services[name as keyof typeof services]);
    const made = read();
    expect(made.length).toBeGreaterThan(30);
    expect(made.filter((service) => service === undefined)).toEqual([]);
    expect(read().every((service, at) => service === made[at])).toBe(true);
    expect(encryption).not.toHaveBeenCalled();
  });

  test('makes every loader of a request', () => {
    const request = { db: pool().reader(), workspaceId: '', callbackUrl: '', catalogue: {} };
    const loaders = loadersOf(allSlices)(request as unknown as LoaderContext);
    for (const name of namesOf('loaders').filter((one) => !PORTS.includes(one)))
      expect(loaders[name as keyof typeof loaders]).toMatchObject({ load: expect.any(Function) });
  });

  test('refreshes on the pool of the leases, not on that of the requests', () => {
    const { services, leases, database } = compose(context);
    expect(leases).not.toBe(database);
    for (const service of [services.revocation, services.tokenPairStore, services.refreshOutcomes])
      expect(service).toMatchObject({ database: leases });
    expect(services.access).toMatchObject({ database });
  });

  test('for a command opens no secret', () => {
    const { services, encryption } = composeCommand(config, pool());
    expect(services.workspaces).toBeDefined();
    expect(encryption).toThrow('before the installation was opened');
  });

  test('refuses two slices that give the same service, loader or node type', () => {
    const twice = (slice: Slice) => [...allSlices, greetings, { ...slice, name: 'other' }];
    expect(() => compose(context, twice({ name: '', services: greetings.services, loaders: {} }))).toThrow(
      '"greetings" is given twice: by greetings and by other',
    );
    expect(() => loadersOf(twice({ name: '', services: {}, loaders: greetings.loaders }))).toThrow(
      '"greeting" is given twice: by greetings and by other',
    );
    const { nodeTypes } = greetings;
    expect(() => nodeTypesOf(twice({ name: '', services: {}, loaders: {}, nodeTypes }))).toThrow(
      '"Greeting" is given twice',
    );
  });

  test('starts, stops and drains the jobs of its slices', async () => {
    const drain = jest.fn(async () => undefined);
    const drained: Slice = {
      name: 'drained',
      services: {},
      loaders: {},
      jobs: [{ start: () => () => undefined, drain }],
    };
    const composition = compose(context, [greetings, drained]);
    const stop = startBackground(composition);
    expect(composition.services.greetings.running).toBe(true);
    stop();
    expect(composition.services.greetings.running).toBe(false);
    expect(drain).not.toHaveBeenCalled();
    await drainBackground(composition);
    expect(drain).toHaveBeenCalledTimes(1);
  });
});
