import type { Db } from '../database/database.js';
import type { EncryptionContext } from './installation.js';
import type { Secret } from './secret.js';
import { DecryptionFailed, keyIdOf, type SealBinding } from './vault.js';

/** A stored secret, and where it is stored. */
export interface SealedValue {
  readonly sealed: string;
  readonly binding: SealBinding;
  /** What its fingerprint was computed from, and the fingerprint in hex. It tells an older ciphertext that was put back. */
  readonly saved?: { readonly option: string; readonly fingerprint: string };
}

/**
 * Decrypts a stored secret. Undefined: it does not open, or to another secret than the one that was saved.
 * @throws what is not about the value, such as an installation that is not opened yet.
 */
export async function openSealed(
  { vault, fingerprint }: EncryptionContext,
  { sealed, binding, saved }: SealedValue,
): Promise<Secret | undefined> {
  try {
    const secret = await vault.open(sealed, binding);
    const { workspace, column } = binding;
    const same = saved === undefined || fingerprint(workspace, saved.option, column, secret) === saved.fingerprint;
    return same ? secret : undefined;
  } catch (error) {
    if (error instanceof DecryptionFailed) return undefined;
    throw error;
  }
}

/** A table with sealed columns. Its owner lists one in its manifest, so that all stored secrets can be checked. */
export interface SealedTable {
  readonly name: string;
  /**
   * Reads rows in the order of the primary key, after the row with the key `after`. The first page starts after a key
   * that is less than all.
   */
  readPage(db: Db, after: readonly string[] | undefined, rows: number): Promise<SealedRow[]>;
}

/** A row of a sealed table: its primary key, and the values that it holds. */
export interface SealedRow {
  readonly key: readonly string[];
  readonly values: readonly SealedValue[];
}

/** How many values of a table were looked at, and how many did not open, by the id of the key that sealed them. */
export interface SealedCount {
  readonly table: string;
  readonly looked: number;
  readonly unopened: ReadonlyMap<string, number>;
}

const PAGE = 500;
/** Less than all uuids. */
export const FIRST = '00000000-0000-0000-0000-000000000000';

/** Opens the sealed values of a table page by page, of at most `rows` rows. Memory does not grow with the table. */
export async function countUnopened(
  db: Db,
  encryption: EncryptionContext,
  { name, readPage }: SealedTable,
  rows = Number.POSITIVE_INFINITY,
): Promise<SealedCount> {
  const unopened = new Map<string, number>();
  let looked = 0;
  let after: readonly string[] | undefined;
  for (let left = rows; left > 0; left -= PAGE) {
    const page = await readPage(db, after, Math.min(PAGE, left));
    const values = page.flatMap((row) => row.values);
    looked += values.length;
    await Promise.all(
      values.map(async (value) => {
        if ((await openSealed(encryption, value)) !== undefined) return;
        const kid = keyIdOf(value.sealed);
        unopened.set(kid, (unopened.get(kid) ?? 0) + 1);
      }),
    );
    after = page.at(-1)?.key;
    if (page.length < PAGE || after === undefined) break;
  }
  return { table: name, looked, unopened };
}
