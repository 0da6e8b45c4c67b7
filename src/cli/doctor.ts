import { readAuditProtection } from '../audit/audit-protection.repository.js';
import { createDataSource } from '../composition/data-source.js';
import { countUnopenedSecrets, describeUnopened } from '../composition/stored-secrets.js';
import { listRefusedSets } from '../credentials/credential-health.repository.js';
import { type Config, environment, InvalidConfiguration, loadConfig } from '../infra/config/config.js';
import { Database, type Db } from '../infra/database/database.js';
import { countAppliedMigrations } from '../infra/database/migrate.js';
import { assertStatementsKeepNames } from '../infra/database/prepared-statements.js';
import {
  assertOwned,
  describeDifferences,
  readPrivilegeDifferences,
  whyNotMendable,
} from '../infra/database/privileges.js';
import { keyFiles, readKeyFile } from '../infra/process/key-files.js';
import {
  checkEncryptionKey,
  DamagedInstallation,
  isSetUp,
  openInstallation,
  WrongEncryptionKey,
} from '../infra/secrets/installation.js';
import { openKeyRing, whyNotKeyRing } from '../infra/secrets/key-ring.js';
import { Vault } from '../infra/secrets/vault.js';
import { findPortalFiles } from '../portal/portal-files.js';
import { endingOf } from '../start/exit.js';
import { appRoleOf, connect, type DatabaseUrls, migrationSource, readApiKey } from '../start/start-up.js';
import { whyNotSpool } from '../tokens/spool/spool.js';
import { withDatabase } from './operator.js';

export interface Finding {
  /** `note`: it works, and the operator should know it. */
  readonly state: 'ok' | 'note' | 'fails';
  readonly what: string;
  readonly detail: string;
}

type Say = (state: Finding['state'], what: string, detail: string) => void;

/** What a start would find. It changes nothing, and starts the embedded database for as long as it takes. */
export async function doctor(): Promise<Finding[]> {
  const findings: Finding[] = [];
  const say: Say = (state, what, detail) => void findings.push({ state, what, detail });
  try {
    const config = loadConfig(environment());
    sayConfigured(config, say);
    say(...spoolFinding(config.spoolDir, config.tokenRefresh));
    if (!config.production) readApiKey(keyFiles(config.dataDir).apiKey);
    await withDatabase(({ urls }) => examine(urls, config, say));
  } catch (error) {
    if (error instanceof InvalidConfiguration) for (const line of error.problems) say('fails', 'configuration', line);
    else if (error instanceof WrongEncryptionKey || error instanceof DamagedInstallation)
      say('fails', 'encryption key', error.message);
    else say('fails', 'database', endingOf(error)?.sentence ?? `unexpected ${(error as Error).name}`);
  }
  return findings;
}

function sayConfigured(config: Config, say: Say): void {
  say(
    'ok',
    'configuration',
    `${config.production ? 'production' : 'not production: keys may be invented'}; playground ${config.playground ? 'on' : 'off'}`,
  );
  say('ok', 'callback URL', config.callbackUrl);
  if (config.production && !config.publicUrl.startsWith('https:')) {
    say('note', 'PUBLIC_URL', 'is not https: platforms refuse such callback URLs, but for localhost');
  }
  if (config.portal && findPortalFiles() === undefined)
    say('note', 'portal', 'is not built: `npm start` and `npm run build` build it; another start goes on without it');
  const { outgoingProxy } = config;
  if (outgoingProxy !== undefined)
    say(
      'ok',
      'proxy',
      `platforms are called through ${outgoingProxy.url.origin} (${outgoingProxy.setting}); the database is not`,
    );
}

/** Whether the spool folder can be written. The check leaves no file behind. */
function spoolFinding(folder: string, tokenRefresh: boolean): [Finding['state'], string, string] {
  if (!tokenRefresh)
    return ['note', 'token refresh', 'off: links are not kept alive by this process (a copy of a database)'];
  const failure = whyNotSpool(folder);
  return failure === undefined
    ? ['ok', 'spool', 'SPOOL_DIR can be written']
    : ['fails', 'spool', `SPOOL_DIR cannot be written (${failure}): a process that is killed may lose a link`];
}

async function examine(urls: DatabaseUrls, config: Config, say: Say): Promise<void> {
  const keyRing = config.encryptionKeys ?? readKeyFile(keyFiles(config.dataDir).encryptionKeys);
  const owner = migrationSource(urls);
  const app = createDataSource(urls.app, 2);
  try {
    for (const source of [owner, app]) await connect(source);
    const db = new Database(owner).reader();
    const [server] = await db.query<{ version: string }>("SELECT current_setting('server_version') AS version");
    say('ok', 'database', `PostgreSQL ${server?.version}`);
    if (config.preparedStatements) await assertStatementsKeepNames(new Database(app).pool);
    const role = await appRoleOf(app, owner);
    await assertOwned(db, { toRead: true });
    if (!(await isSetUp(db)))
      return say('note', 'migrations', 'the database was never set up: the first start does it');
    const pending = owner.migrations.length - (await countAppliedMigrations(db));
    if (pending > 0) await assertOwned(db);
    say(
      pending === 0 ? 'ok' : 'note',
      'migrations',
      pending === 0 ? 'all applied' : `${pending} pending: the next start applies them`,
    );
    await sayEncryptionKey(db, keyRing, say);
    if (pending === 0) await sayRefusedSets(db, say);
    if (await sayPrivileges(db, role, say)) say(...(await auditSeparation(new Database(app).reader())));
  } finally {
    for (const source of [owner, app]) if (source.isInitialized) await source.destroy();
  }
}

async function sayEncryptionKey(db: Db, keyRing: string | undefined, say: Say): Promise<void> {
  if (keyRing === undefined)
    return say('fails', 'encryption key', 'none is given, and this database was set up with one');
  const why = whyNotKeyRing(keyRing);
  if (why !== undefined) return say('fails', 'encryption key', `encryption-keys in DATA_DIR: ${why}`);
  const vault = new Vault(await openKeyRing(keyRing));
  await checkEncryptionKey(db, vault);
  const counts = await countUnopenedSecrets(db, await openInstallation(db, vault));
  const unopened = describeUnopened(counts);
  const looked = counts.reduce((sum, count) => sum + count.looked, 0);
  if (unopened === undefined)
    return say('ok', 'encryption key', `opens this database and its ${looked} stored secrets`);
  const keys = `the keys in ENCRYPTION_KEYS are ${[...vault.ring.keys.keys()].join(', ')}`;
  say(
    'fails',
    'encryption key',
    `of ${looked} stored secrets these do not open: ${unopened}; ${keys}. Bring a missing key back. Where the key is there, the values are damaged: save those application keys again, and link those companies again`,
  );
}

/** Whether the API's role has the privileges that it needs. */
async function sayPrivileges(db: Db, role: string, say: Say): Promise<boolean> {
  const differences = await readPrivilegeDifferences(db, role);
  const mendable = await whyNotMendable(db, role, differences);
  if (mendable !== undefined) say('fails', 'privileges', mendable);
  else if (differences.length > 0)
    say(
      'note',
      'privileges',
      `${describeDifferences(role, differences)}: the next start mends it, or \`npm run cli -- migrate\` now`,
    );
  else say('ok', 'privileges', `the role "${role}" has all that it needs`);
  return !differences.some(({ kind }) => kind === 'lacks');
}

/** So many sets are named; a platform that refuses all of them has another fault than theirs. */
const NAMED_SETS = 20;

async function sayRefusedSets(db: Db, say: Say): Promise<void> {
  for (const set of await listRefusedSets(db, NAMED_SETS)) {
    const what = [
      ...(set.faulty_since ? [`the platform has refused them since ${set.faulty_since.toISOString()}`] : []),
      ...(set.fallback_since
        ? [`the new secret has been refused since ${set.fallback_since.toISOString()}, the replaced one serves`]
        : []),
      ...(set.refused_since
        ? [`tokens have been refused in an unknown form since ${set.refused_since.toISOString()}`]
        : []),
    ];
    const which = `${set.client_id} (${set.integration_key} ${set.api_version}, workspace ${set.workspace_id})`;
    say('note', 'application keys', `${which}: ${what.join('; ')}`);
  }
}

/** Whether the API's own role can change audit events. */
async function auditSeparation(db: Db): Promise<['ok' | 'note', string, string]> {
  const role = await readAuditProtection(db);
  if (role.super)
    return ['note', 'audit trail', 'the API connects as a superuser, who can change anything: use an ordinary role'];
  if (role.owner)
    return [
      'note',
      'audit trail',
      'the API connects as the owner of the tables: it may not change audit events, but could allow itself to. Set DATABASE_MIGRATION_URL for true separation',
    ];
  if (role.may_change)
    return [
      'note',
      'audit trail',
      "the API's role may change audit events, through another role or PUBLIC: revoke UPDATE, DELETE and TRUNCATE on the table audit_event there",
    ];
  return ['ok', 'audit trail', 'the API can add to it and not change it'];
}
