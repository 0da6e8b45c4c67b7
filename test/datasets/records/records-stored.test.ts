import { expect, test } from '@jest/globals';
import { modelRow } from '../../../src/datasets/records/model-columns.rules.js';
import { RawDataService } from '../../../src/datasets/records/raw-data.service.js';
import { recordStatements, type WrittenChange } from '../../../src/datasets/records/record-writes.repository.js';
import { findStored, type ListRef } from '../../../src/datasets/records/records.repository.js';
import { sealedRecords } from '../../../src/datasets/records/sealed-records.repository.js';
import { newId } from '../../../src/infra/ids/ids.js';
import type { EncryptionContext } from '../../../src/infra/secrets/installation.js';
import { openKeyRing } from '../../../src/infra/secrets/key-ring.js';
import { Vault } from '../../../src/infra/secrets/vault.js';
import type { SourceRecord } from '../../../src/providers/provider-datasets.js';
import { sageDatasets } from '../../../src/providers/sage/datasets/sage.datasets.js';
import { AMOUNTS } from '../../support/amounts.js';
import { encryptionKeys } from '../../support/database.js';
import { startRecordsDatabase } from '../../support/records-database.js';
import { useStarted } from '../../support/use-started.js';
import { recordWith } from '../lists.js';

const started = useStarted(startRecordsDatabase);

/** A number has no sign at zero: SQL has one zero. */
const withoutSignOfZero = (text: string) => (/^-[0.]+$/.test(text) ? text.slice(1) : text);
const SCALE = 6n;
const toMillionths = (text: string): bigint => {
  const [whole = '', decimals = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 10n ** SCALE + BigInt(decimals.slice(0, 6).padEnd(6, '0'));
  return text.startsWith('-') ? -value : value;
};

const newRef = () => ({ workspaceId: newId(), linkId: newId(), list: 'ledger_entries' });
const toChange = (record: SourceRecord, at: number) =>
  ({
    sourceId: record.sourceId,
    action: 'CREATED',
    changeNo: at + 1,
    createdNo: at + 1,
    record,
    deletion: null,
  }) as const;
const write = (ref: ListRef, changes: readonly WrittenChange[]) => {
  const statements = recordStatements({ ref, changes, type: 'ledgerEntry', mapperVersion: 1, now: new Date() });
  return started.database.writeTogether(statements, AbortSignal.timeout(5_000));
};

test('amounts come out of the database as the platform wrote them, and their sum is exact', async () => {
  const amounts = AMOUNTS.filter((amount) => !/\.\d{7}/.test(amount));
  const items = amounts.map((amount, at) => ({ id: `e${at}`, debit: amount, credit: '0.0' }));
  const text = JSON.stringify({ $total: items.length, $page: 1, $items: items });
  const read = sageDatasets.read('3.1', 'ledger_entries', { kind: 'PAGE', page: 1, size: items.length }, text);
  if (read.kind !== 'page') throw new Error(read.why);
  const changes = read.records.map((record, at): WrittenChange => {
    const { record: mapped } = sageDatasets.map('3.1', 'ledger_entries', record.value);
    const row = modelRow('ledgerEntry', mapped?.fields as unknown as Record<string, unknown>);
    const raw = { text: record.text, sealed: null };
    return { ...toChange(record, at), model: { type: 'ledgerEntry', row }, raw };
  });
  await write(newRef(), changes);
  const { rows } = await started.admin.query(
    `SELECT e.debit, r.raw->>'debit' AS raw FROM ledgerlink.ledger_entry e JOIN ledgerlink.source_record r USING (source_id)
      ORDER BY r.change_no`,
  );
  expect(rows.map(({ debit }) => debit)).toEqual(amounts.map(withoutSignOfZero));
  expect(rows.map(({ raw }) => raw)).toEqual(amounts);
  const { rows: sums } = await started.admin.query('SELECT sum(debit)::text AS sum FROM ledgerlink.ledger_entry');
  expect(toMillionths(sums[0].sum)).toBe(amounts.reduce((sum, amount) => sum + toMillionths(amount), 0n));
});

test('times of what is stored are of UTC, whatever the zone of the session', async () => {
  const ref = newRef();
  const times = ['0001-01-01T00:00:00.000Z', '2026-07-01T09:00:00.123Z', null];
  const records = times.map((updatedAt, at) => recordWith({ sourceId: `t${at}`, updatedAt }));
  const changes = records.map((record, at) => ({
    ...toChange(record, at),
    model: null,
    raw: { text: null, sealed: null },
  }));
  await write(ref, changes);
  // The pool has one connection.
  await started.database.reader().query("SET TIME ZONE 'Europe/London'");
  const stored = await findStored(started.database.reader(), ref, ['t0', 'unknown', 't1', 't2']);
  expect([...stored]).toEqual(
    records.map(({ sourceId, hash, updatedAt }, at) => [
      sourceId,
      { hash, isDeleted: false, updatedAt, createdNo: at + 1 },
    ]),
  );
});

test('sealed records are among those that the check of stored secrets opens', async () => {
  const vault = new Vault(await openKeyRing(encryptionKeys()));
  const [ref, record] = [newRef(), recordWith({ hash: '00'.repeat(16), text: '{"debit":"1.10"}' })];
  const changes = await new RawDataService('sealed', () => ({ vault }) as EncryptionContext).addTo(ref, [
    { ...toChange(record, 0), model: null },
  ]);
  await write(ref, changes);
  const { workspaceId, linkId, list } = ref;
  const rows = await sealedRecords.readPage(started.database.reader(), undefined, 10_000);
  const { values } = rows.find(({ key }) => key.join() === [workspaceId, linkId, list, 'a'].join()) ?? { values: [] };
  const texts = await Promise.all(values.map(({ sealed, binding }) => vault.open(sealed, binding)));
  expect(texts.map((secret) => secret.reveal())).toEqual([record.text]);
});
