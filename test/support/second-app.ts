import type { FastifyInstance } from 'fastify';
import supertest from 'supertest';
import { createApp } from '../../src/composition/app.js';
import { compose } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database } from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { openEncryption } from '../../src/start/start-up.js';
import type { TestApp } from './app.js';
import { encryptionKeys } from './database.js';
import type { HttpAnswer } from './refusals.js';

export interface SecondApp {
  readonly app: FastifyInstance;
  send(query: string, variables: object | undefined, key: string): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Another instance over the database of a test app, as a second process would be: nothing else is shared. */
export async function startSecondApp({ database }: TestApp, env: Record<string, string> = {}): Promise<SecondApp> {
  const config = loadConfig({ DATABASE_URL: database.urls.app, ENCRYPTION_KEYS: encryptionKeys(), ...env });
  const dataSource = createDataSource(database.urls.app, config.poolSize);
  await dataSource.initialize();
  const db = new Database(dataSource);
  const encryption = await openEncryption(db, new Vault(await openKeyRing(encryptionKeys())));
  const composition = compose({
    config,
    database: db,
    leases: db,
    encryption: () => encryption,
    logger: createLogger('silent'),
  });
  const app = await createApp(composition, { state: 'ready' });
  await app.ready();
  return {
    app,
    send: async (query, variables, key) => {
      const request = supertest(app.server).post('/graphql').set('authorization', `Bearer ${key}`);
      const { status, headers, text, body } = await request.send({ query, variables });
      return { status, headers, text, body };
    },
    close: async () => {
      await app.close();
      await dataSource.destroy();
    },
  };
}
