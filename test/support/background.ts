import { compose } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database } from '../../src/infra/database/database.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { openEncryption } from '../../src/start/start-up.js';
import { encryptionKeys } from './database.js';
import type { Linking } from './linking.js';

/** Lets another process expire the overdue attempts of a test app, and waits until none is left. */
export async function expireOverdueAttempts({ app, sandbox }: Linking): Promise<void> {
  const config = loadConfig({
    DATABASE_URL: app.database.urls.app,
    ENCRYPTION_KEYS: encryptionKeys(),
    SANDBOX_URL: sandbox.url,
  });
  const dataSource = createDataSource(app.database.urls.app, 4);
  await dataSource.initialize();
  const database = new Database(dataSource);
  const ring = await openKeyRing(encryptionKeys());
  const encryption = await openEncryption(database, new Vault(ring));
  const logger = createLogger('silent');
  const { services } = compose({ config, database, leases: database, encryption: () => encryption, logger });
  const stop = services.overdueAttempts.startExpiring(logger);
  const open = () =>
    app.database.admin.query(
      "SELECT 1 FROM ledgerlink.link_attempt WHERE step IN ('CREATED', 'STARTED', 'CHOOSING') AND expires_at <= now()",
    );
  for (let tries = 0; tries < 100 && (await open()).rowCount !== 0; tries++)
    await new Promise((wake) => setTimeout(wake, 50));
  // Tokens are revoked at the platform after the statement.
  await new Promise((wake) => setTimeout(wake, 300));
  stop();
  await dataSource.destroy();
}
