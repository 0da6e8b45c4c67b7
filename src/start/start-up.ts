import type { DataSource } from 'typeorm';
import { syncCatalogue } from '../catalogue/catalogue-sync.repository.js';
import { composeCommand } from '../composition/composition.js';
import { createDataSource } from '../composition/data-source.js';
import { type Config, InvalidConfiguration } from '../infra/config/config.js';
import { Database, type Db } from '../infra/database/database.js';
import { migrate } from '../infra/database/migrate.js';
import { readConnected } from '../infra/database/privileges.js';
import { assertSuitable, UnsuitableDatabase } from '../infra/database/requirements.js';
import { codeOf } from '../infra/errors/error-code.js';
import { failureOf } from '../infra/errors/failure.rules.js';
import { keyFiles, readKeyFile, writeKeyFile } from '../infra/process/key-files.js';
import { retry } from '../infra/process/retry.js';
import {
  checkEncryptionKey,
  type EncryptionContext,
  ensureInstallation,
  isSetUp,
  MissingEncryptionKey,
  openInstallation,
} from '../infra/secrets/installation.js';
import { generateKeyEntry, openKeyRing, whyNotKeyRing } from '../infra/secrets/key-ring.js';
import { Vault } from '../infra/secrets/vault.js';
import { providerDefinitions } from '../providers/registry.js';
import { parseKey } from '../workspaces/api-key.rules.js';
import type { WorkspaceService } from '../workspaces/workspace.service.js';
import { failed } from './exit.js';

export interface DatabaseUrls {
  /** As the API's own role. */
  readonly app: string;
  /** As the role that owns the tables; the same where one URL serves both. */
  readonly owner: string;
}

/**
 * Connects, and tries again with growing pauses while the database cannot be reached or only answers reads.
 * @throws CallFailed after `forMs`, and at once for an error that waiting does not mend.
 */
export async function connect(
  dataSource: DataSource,
  forMs = 0,
  onWait: (code: string) => void = () => undefined,
): Promise<DataSource> {
  const isAway = (error: unknown) => failureOf('connect', error).kind === 'unavailable';
  const attempt = async () => {
    await dataSource.initialize();
    await assertSuitable(new Database(dataSource).reader()).catch(async (error) => {
      await dataSource.destroy();
      throw error;
    });
  };
  await retry(attempt, {
    tries: Number.POSITIVE_INFINITY,
    pauseMs: 100,
    factor: 2,
    maxPauseMs: 3_000,
    withinMs: forMs,
    isWorthRetrying: isAway,
    onFailure: (error) => isAway(error) && onWait(codeOf(error) ?? 'no answer'),
  }).catch(failed('connect'));
  return dataSource;
}

export interface Preparation {
  readonly config: Config;
  /** Connected, as the API's own role. */
  readonly app: DataSource;
  /** Connected, as the role that owns the tables. */
  readonly source: DataSource;
  /** Makes the default workspace, in the transaction of the migrations. */
  readonly workspaces: Pick<WorkspaceService, 'ensureDefault'>;
}

export interface Prepared {
  readonly vault: Vault;
  /** Names of the migrations that were pending. */
  readonly applied: readonly string[];
  /** False when the key in the data folder was revoked or has run out. */
  readonly apiKeyUsable: boolean;
}

/**
 * Brings a database to the state that this build needs, under one lock: the encryption key is checked before anything
 * is written, then migrations, the catalogue and, outside production, the default workspace with its key.
 */
export async function prepareDatabase({ config, app, source, workspaces }: Preparation): Promise<Prepared> {
  const files = keyFiles(config.dataDir);
  let vault: Vault | undefined;
  let apiKeyUsable = true;
  const opened = () => vault ?? fail();
  const applied = await migrate(source, await appRoleOf(app, source), {
    before: async (tx) => {
      vault = new Vault(await openKeyRing(await keyRingText(config, tx)));
      await checkEncryptionKey(tx, vault);
    },
    after: async (tx) => {
      await ensureInstallation(tx, opened());
      await syncCatalogue(tx, providerDefinitions);
      if (config.production) return;
      const keyFile = {
        read: () => readApiKey(files.apiKey),
        write: (key: string) => writeKeyFile(files.apiKey, key),
      };
      apiKeyUsable = await workspaces.ensureDefault(tx, keyFile);
    },
  });
  return { vault: opened(), applied, apiKeyUsable };
}

/** `prepareDatabase` for a process that does nothing else: a command, a test's set-up, a benchmark. */
export async function prepareByCommand(config: Config, urls: DatabaseUrls, source: DataSource): Promise<Prepared> {
  const { workspaces } = composeCommand(config, new Database(source)).services;
  const app = createDataSource(urls.app, 1);
  await connect(app);
  return prepareDatabase({ config, app, source, workspaces }).finally(() => app.destroy());
}

export function readApiKey(path: string): string | undefined {
  const key = readKeyFile(path);
  if (key === undefined || parseKey(key) !== undefined) return key;
  throw new InvalidConfiguration([
    'api-key in DATA_DIR: is not an API key. Remove the file: the next start makes a new key',
  ]);
}

/**
 * The role of the API, as the database names it.
 * @throws UnsuitableDatabase when the two URLs lead to different databases.
 */
export async function appRoleOf(app: DataSource, owner: DataSource): Promise<string> {
  const connected = (source: DataSource) => readConnected(new Database(source).reader());
  const [{ role, database }, migrating] = await Promise.all([connected(app), connected(owner)]);
  if (database !== migrating.database)
    throw new UnsuitableDatabase(
      `DATABASE_URL leads to the database "${database}" and DATABASE_MIGRATION_URL to "${migrating.database}": give both the same database.`,
    );
  return role;
}

/** The configured encryption keys, those of the data folder, or new ones for a database that was never set up. */
async function keyRingText(config: Config, tx: Db): Promise<string> {
  if (config.encryptionKeys !== undefined) return config.encryptionKeys;
  const { encryptionKeys: path } = keyFiles(config.dataDir);
  const stored = readKeyFile(path);
  if (stored !== undefined) {
    const why = whyNotKeyRing(stored);
    if (why !== undefined) throw new InvalidConfiguration([`encryption-keys in DATA_DIR: ${why}`]);
    return stored;
  }
  // With a new key, nothing that the database holds could be decrypted.
  if (await isSetUp(tx)) throw new MissingEncryptionKey();
  const entry = generateKeyEntry(new Date().toISOString().slice(0, 10));
  await writeKeyFile(path, entry);
  return entry;
}

export async function openEncryption(database: Database, vault: Vault): Promise<EncryptionContext> {
  return openInstallation(database.reader(), vault);
}

/** For migrations, as the role that owns the tables. They need two connections. */
export const migrationSource = (urls: DatabaseUrls): DataSource => createDataSource(urls.owner, 2);

function fail(): never {
  throw new Error('the vault is used before it was opened');
}
