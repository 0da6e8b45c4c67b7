import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Db } from '../database/database.js';
import { Secret } from './secret.js';
import { DecryptionFailed, type SealBinding, type Vault } from './vault.js';

/** The configured encryption keys do not open this database. A start would write values that no process can read. */
export class WrongEncryptionKey extends Error {
  override readonly name = 'WrongEncryptionKey';
  override readonly message =
    'ENCRYPTION_KEYS does not open this database: it was set up with another key. Give the key it was set up with (it may stand behind a newer one in the list). Nothing was written.';
}

/** The database was set up before, and no encryption key is configured. A new key could not open what it holds. */
export class MissingEncryptionKey extends Error {
  override readonly name = 'MissingEncryptionKey';
  override readonly message =
    'This database was set up with an encryption key, and there is none now: ENCRYPTION_KEYS is not set, and DATA_DIR holds no file encryption-keys. Put the file back, or set ENCRYPTION_KEYS. Nothing was written.';
}

/** The encryption key is right, and the installation's own row is damaged. */
export class DamagedInstallation extends Error {
  override readonly name = 'DamagedInstallation';
  override readonly message =
    "The value fingerprint_key_sealed in the table ledgerlink.installation does not open, though the encryption key is right: it is damaged. Bring this table's row back from a backup. Nothing was written.";
}

const KNOWN = 'ledgerlink';
const at = (column: string): SealBinding => ({
  workspace: 'installation',
  table: 'installation',
  row: '1',
  column,
});

/** Whether this database was set up before. If so, an encryption key must be given and is never generated. */
export async function isSetUp(db: Db): Promise<boolean> {
  const [table] = await db.query<{ found: boolean }>(
    "SELECT to_regclass('ledgerlink.installation') IS NOT NULL AS found",
  );
  if (!table?.found) return false;
  return (await db.query('SELECT 1 FROM ledgerlink.installation')).length > 0;
}

/**
 * Checks that the key ring opens the row that was made at installation. Writes nothing.
 * @throws WrongEncryptionKey when it does not, DamagedInstallation when it opens one of its two values only.
 */
export async function checkEncryptionKey(db: Db, vault: Vault): Promise<void> {
  if (!(await isSetUp(db))) return;
  const [row] = await db.query<{ check_sealed: string; fingerprint_key_sealed: string }>(
    'SELECT check_sealed, fingerprint_key_sealed FROM ledgerlink.installation',
  );
  try {
    const known = await vault.open(row?.check_sealed ?? '', at('check_sealed'));
    if (known.reveal() !== KNOWN) throw new WrongEncryptionKey();
  } catch (error) {
    if (error instanceof DecryptionFailed) throw new WrongEncryptionKey();
    throw error;
  }
  try {
    await vault.open(row?.fingerprint_key_sealed ?? '', at('fingerprint_key_sealed'));
  } catch (error) {
    if (error instanceof DecryptionFailed) throw new DamagedInstallation();
    throw error;
  }
}

/** Inserts the installation's row if it is missing: the check value, and the key for fingerprints. */
export async function ensureInstallation(db: Db, vault: Vault): Promise<void> {
  if (await isSetUp(db)) return;
  const fingerprintKey = new Secret(randomBytes(32).toString('base64'));
  await db.query(
    'INSERT INTO ledgerlink.installation (id, check_sealed, fingerprint_key_sealed) VALUES (1, $1, $2) ON CONFLICT DO NOTHING',
    [
      await vault.seal(new Secret(KNOWN), at('check_sealed')),
      await vault.seal(fingerprintKey, at('fingerprint_key_sealed')),
    ],
  );
}

/** What is needed to seal values. It exists once the installation's row was opened. */
export interface EncryptionContext {
  readonly vault: Vault;
  readonly fingerprint: Fingerprint;
  /** Signs the portal's sessions; all processes of an installation have the same. */
  readonly sessionKey: Buffer;
}

/** HMAC-SHA-256 of a secret, 32 bytes in hex. It shows whether two secrets are equal; without the key nothing else. */
export type Fingerprint = (workspaceId: string, option: string, field: string, secret: Secret) => string;

/**
 * Opens the installation's row. The key for fingerprints was generated once and is sealed by the key ring, not derived
 * from it: fingerprints stay the same when the encryption key changes.
 * @throws DecryptionFailed when the key ring does not open the row.
 */
export async function openInstallation(db: Db, vault: Vault): Promise<EncryptionContext> {
  const [row] = await db.query<{ fingerprint_key_sealed: string }>(
    'SELECT fingerprint_key_sealed FROM ledgerlink.installation',
  );
  const key = Buffer.from(
    (await vault.open(row?.fingerprint_key_sealed ?? '', at('fingerprint_key_sealed'))).reveal(),
    'base64',
  );
  // HKDF (RFC 5869): the session key tells nothing about the key it is derived from.
  const sessionKey = Buffer.from(hkdfSync('sha256', key, '', 'ledgerlink portal session', 32));
  return { vault, fingerprint: fingerprintWith(key), sessionKey };
}

function fingerprintWith(key: Buffer): Fingerprint {
  return (...parts) => {
    const hmac = createHmac('sha256', key);
    // Length first, so that no two lists of parts give the same bytes.
    for (const part of parts) {
      const text = Buffer.from(part instanceof Secret ? part.reveal() : part);
      hmac.update(`${text.length}:`).update(text);
    }
    return hmac.digest('hex');
  };
}
