import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, encryptionKeys, type TestDatabase } from './database.js';
import { startServer } from './server.js';

export interface BrowserServer {
  /** Where browsers reach it. */
  readonly baseUrl: string;
  /** Where it listens. */
  readonly apiUrl: string;
  /** The first start's key, with every scope. */
  readonly key: string;
  /** To make what takes long to happen by itself, such as the end of a link URL. */
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** The built server as `npm start` runs it, on a database and a data folder of its own. */
export async function startForBrowser(env: Record<string, string> = {}): Promise<BrowserServer> {
  const database = await createDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-browser-'));
  const server = await startServer({
    DATABASE_URL: database.urls.app,
    DATABASE_MIGRATION_URL: database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    DATA_DIR: dataDir,
    ...env,
  });
  return {
    baseUrl: env.PUBLIC_URL ?? server.url,
    apiUrl: server.url,
    database,
    key: (await readFile(join(dataDir, 'api-key'), 'utf8')).trim(),
    close: async () => {
      await server.kill('SIGTERM');
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
