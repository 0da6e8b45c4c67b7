import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countUnopenedSecrets, describeUnopened } from '../../src/composition/stored-secrets.js';
import { ApplicationService, KeysUnreadable } from '../../src/credentials/application.service.js';
import type { Db } from '../../src/infra/database/database.js';
import { type EncryptionContext, openInstallation } from '../../src/infra/secrets/installation.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { encryptionKeys } from '../support/database.js';
import { saveV30 } from '../support/sage.js';

let app: TestApp;
let db: Db;
let encryption: EncryptionContext;
beforeAll(async () => {
  app = await startTestApp();
  db = { query: async (text, values) => (await app.database.admin.query(text, values && [...values])).rows };
  encryption = await openInstallation(db, new Vault(await openKeyRing(encryptionKeys())));
});
afterAll(() => app.close());

const sql = (text: string, values?: unknown[]) => app.database.admin.query(text, values);
const uuidOf = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1] ?? '';
const unopened = async () => describeUnopened(await countUnopenedSecrets(db, encryption));

interface Saved {
  readonly key: string;
  readonly workspaceId: string;
  readonly setId: string;
  /** The ciphertext of an earlier secret of the same field. */
  readonly earlier: string;
}

/** A workspace with keys that were saved twice: the signing secret was another one before. */
async function saved(): Promise<Saved> {
  const { key, id: workspaceId } = await app.newWorkspace();
  const first = await saveV30(app, { signingSecret: 'earlier' }, { key });
  const setId = uuidOf(first.credentialSet.id);
  const { rows } = await sql(
    "SELECT sealed FROM ledgerlink.credential_secret WHERE credential_set_id = $1 AND field = 'signingSecret'",
    [setId],
  );
  await saveV30(app, {}, { key });
  await sql('UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL');
  return { key, workspaceId, setId, earlier: rows[0].sealed };
}

const damage = ({ setId, earlier }: Saved, how: string) =>
  sql(
    `UPDATE ledgerlink.credential_secret SET sealed = ${how}
      WHERE credential_set_id = $1 AND field = 'signingSecret' AND $2::text IS NOT NULL`,
    [setId, earlier],
  );
const open = ({ workspaceId, setId }: Saved) =>
  new ApplicationService(() => encryption).open(db, { workspaceId, setId });

describe('a stored secret that was damaged is saved anew by the same keys:', () => {
  test.each([
    ['four characters in the middle', "overlay(sealed placing 'AAAA' from length(sealed) / 2)"],
    ['one character at the end', "left(sealed, -1) || CASE right(sealed, 1) WHEN 'A' THEN 'Q' ELSE 'A' END"],
    ['the key id', "'eyJ' || substr(sealed, 9)"],
    ['cut off', 'left(sealed, 40)'],
    ['empty', "''"],
    ['absent', 'NULL'],
    ['no ciphertext at all', "'signing-of-30'"],
    [
      'the ciphertext of another field',
      "(SELECT sealed FROM ledgerlink.credential_secret WHERE credential_set_id = $1 AND field = 'clientSecret')",
    ],
    ['an earlier ciphertext of the same field', '$2'],
  ])('%s', async (_what, how) => {
    const keys = await saved();
    await damage(keys, how);
    expect(await unopened()).toMatch(/^1 in credential_secret sealed by the key \w+$/);
    await expect(open(keys)).rejects.toBeInstanceOf(KeysUnreadable);
    expect(await saveV30(app, {}, { key: keys.key })).toMatchObject({ changed: true });
    const opened = await open(keys);
    expect(opened?.application.secrets.signingSecret?.reveal()).toBe('signing-of-30');
    expect(opened?.fallback).toBeNull();
    expect(await unopened()).toBeUndefined();
    expect(await saveV30(app, {}, { key: keys.key })).toMatchObject({ changed: false });
  });

  test('other keys over it are saved, and a replaced secret that does not open takes nothing from the new one', async () => {
    const keys = await saved();
    await damage(keys, "'x'");
    expect(await saveV30(app, { signingSecret: 'next' }, { key: keys.key })).toMatchObject({ changed: true });
    expect((await open(keys))?.fallback).toBeNull();
    await sql(
      "UPDATE ledgerlink.credential_secret SET previous_sealed = 'x', previous_until = now() + interval '1 h' WHERE credential_set_id = $1",
      [keys.setId],
    );
    const opened = await open(keys);
    expect([opened?.application.secrets.signingSecret?.reveal(), opened?.fallback]).toEqual(['next', null]);
    await sql('UPDATE ledgerlink.credential_secret SET previous_sealed = NULL, previous_until = NULL');
  });
});

test('an absent secret of a superseded set was erased, which is no damage', async () => {
  const keys = await saved();
  await saveV30(app, { clientId: 'another' }, { key: keys.key });
  expect(await open(keys)).toBeUndefined();
  expect(await unopened()).toBeUndefined();
});

test('all rows of all tables are opened, page by page, and counted by the key that sealed them', async () => {
  const other = new Vault(await openKeyRing(`gone:${Buffer.alloc(32, 7).toString('base64')}`));
  const { workspaceId, setId } = await saved();
  const { rows: sets } = await sql(
    "SELECT integration_key || ' ' || api_version AS option FROM ledgerlink.credential_set WHERE id = $1",
    [setId],
  );
  const seal = (vault: Vault, field: string) =>
    vault.seal(new Secret('s'), {
      workspace: workspaceId,
      table: 'credential_secret',
      row: setId,
      column: field,
    });
  // More than two pages; the last row is one that does not open.
  const rows = await Promise.all(
    Array.from({ length: 1_203 }, async (_, i) => {
      const field = `f${String(i).padStart(5, '0')}`;
      const fingerprint = encryption.fingerprint(workspaceId, sets[0].option, field, new Secret('s'));
      return { field, sealed: await seal(i >= 1_200 ? other : encryption.vault, field), fingerprint };
    }),
  );
  await sql(
    `INSERT INTO ledgerlink.credential_secret (workspace_id, credential_set_id, field, sealed, fingerprint)
     SELECT $1, $2, n.field, n.sealed, decode(n.fingerprint, 'hex')
       FROM jsonb_to_recordset($3) AS n(field text, sealed text, fingerprint text)`,
    [workspaceId, setId, JSON.stringify(rows)],
  );
  const [counted] = await countUnopenedSecrets(db, encryption);
  const { rows: stored } = await sql('SELECT count(sealed)::int AS n FROM ledgerlink.credential_secret');
  expect(counted).toEqual({
    table: 'credential_secret',
    looked: stored[0].n,
    unopened: new Map([['gone', 3]]),
  });
  expect((await countUnopenedSecrets(db, encryption, 10))[0]?.looked).toBe(10);
  await sql('DELETE FROM ledgerlink.credential_set WHERE id = $1', [setId]);
});
