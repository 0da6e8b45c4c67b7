import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Db } from '../../src/infra/database/database.js';
import { checkEncryptionKey } from '../../src/infra/secrets/installation.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { encryptionKeys } from '../support/database.js';
import { allRows, saveV30, saveV31 } from '../support/sage.js';

let app: TestApp;
let vault: Vault;
let db: Db;
beforeAll(async () => {
  app = await startTestApp();
  vault = await vaultOf(encryptionKeys());
  db = { query: async (text, values) => (await app.database.admin.query(text, values && [...values])).rows };
});
afterAll(() => app.close());

const vaultOf = async (ring: string) => new Vault(await openKeyRing(ring));
const nameOf = (error: unknown) => (error as { name: string }).name;
const ANOTHER_KEY = `another:${Buffer.alloc(32, 7).toString('base64')}`;

describe('a saved secret', () => {
  interface Row {
    readonly workspace_id: string;
    readonly credential_set_id: string;
    readonly field: string;
    readonly sealed: string;
  }
  const placeOf = ({ workspace_id: workspace, credential_set_id: row, field: column }: Row) => ({
    workspace,
    table: 'credential_secret',
    row,
    column,
  });

  test('opens in its own row, and copied to any other row, field or workspace does not', async () => {
    const other = await app.newWorkspace();
    const same = { clientSecret: 'v-1', signingSecret: 'v-2', subscriptionKey: 'v-3' };
    await saveV30(app, same);
    await saveV30(app, same, { key: other.key });
    await saveV31(app, { clientSecret: 'v-4' });
    const { rows } = await app.database.admin.query<Row>(
      'SELECT workspace_id, credential_set_id, field, sealed FROM ledgerlink.credential_secret',
    );
    expect(rows).toHaveLength(7);
    const opened: string[] = [];
    for (const row of rows)
      for (const place of rows) {
        const secret = await vault.open(row.sealed, placeOf(place)).catch(nameOf);
        if (row === place) opened.push(typeof secret === 'string' ? secret : secret.reveal());
        else expect(secret).toBe('DecryptionFailed');
      }
    expect(opened.sort()).toEqual(['v-1', 'v-1', 'v-2', 'v-2', 'v-3', 'v-3', 'v-4']);
  });
});

describe('the check row', () => {
  const check = async (ring: string) => checkEncryptionKey(db, await vaultOf(ring)).then(() => 'opens', nameOf);

  test('opens with the key of the installation, wherever it stands in the ring, and with no other', async () => {
    const before = await allRows(app);
    const [, value = ''] = encryptionKeys().split(':');
    expect(await check(encryptionKeys())).toBe('opens');
    expect(await check(`${ANOTHER_KEY},${encryptionKeys()}`)).toBe('opens');
    expect(await check(ANOTHER_KEY)).toBe('WrongEncryptionKey');
    // The right name with other bytes, and the right bytes under another name.
    expect(await check(`${encryptionKeys().split(':')[0]}:${ANOTHER_KEY.split(':')[1]}`)).toBe('WrongEncryptionKey');
    expect(await check(`renamed:${value}`)).toBe('WrongEncryptionKey');
    expect(await allRows(app)).toEqual(before);
  });

  test('does not open when it was altered, or when another sealed value was put in its place', async () => {
    const { rows } = await app.database.admin.query<{ check_sealed: string }>(
      'SELECT check_sealed FROM ledgerlink.installation',
    );
    for (const value of ["'x'", "''", 'fingerprint_key_sealed', 'left(check_sealed, -1)']) {
      await app.database.admin.query(`UPDATE ledgerlink.installation SET check_sealed = ${value}`);
      expect([value, await check(encryptionKeys())]).toEqual([value, 'WrongEncryptionKey']);
      await app.database.admin.query('UPDATE ledgerlink.installation SET check_sealed = $1', [rows[0]?.check_sealed]);
    }
    expect(await check(encryptionKeys())).toBe('opens');
  });
});
