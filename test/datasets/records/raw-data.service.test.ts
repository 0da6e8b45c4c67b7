import { expect, test } from '@jest/globals';
import { RawDataService } from '../../../src/datasets/records/raw-data.service.js';
import { newId } from '../../../src/infra/ids/ids.js';
import type { EncryptionContext } from '../../../src/infra/secrets/installation.js';
import { generateKeyEntry, openKeyRing } from '../../../src/infra/secrets/key-ring.js';
import { Vault } from '../../../src/infra/secrets/vault.js';
import { recordWith } from '../lists.js';

const vault = new Vault(await openKeyRing(generateKeyEntry('2026-01-01')));
const service = (mode: ConstructorParameters<typeof RawDataService>[0]) =>
  new RawDataService(mode, () => ({ vault }) as EncryptionContext);
const ref = { workspaceId: newId(), linkId: newId(), list: 'contacts' };
const text = '{"name":"Olive Archer","balance":120.10}';
const change = { sourceId: 'a', record: recordWith({ sourceId: 'a', text }) };
const stored = async (mode: ConstructorParameters<typeof RawDataService>[0]) => {
  const [made] = await service(mode).addTo(ref, [change]);
  if (made === undefined) throw new Error('nothing was made');
  return { ...ref, sourceId: 'a', raw: made.raw.text, sealed: made.raw.sealed };
};

test('a record is kept as it came, or not at all', async () => {
  expect(await stored('keep')).toMatchObject({ raw: text, sealed: null });
  expect(await stored('off')).toMatchObject({ raw: null, sealed: null });
  expect(await service('off').open(await stored('keep'))).toBe(text);
  expect(await service('keep').open(await stored('off'))).toBeNull();
  const [deleted] = await service('sealed').addTo(ref, [{ sourceId: 'a', record: null }]);
  expect(deleted?.raw).toEqual({ text: null, sealed: null });
});

test('a sealed record opens in its own place only, whatever the setting is by then', async () => {
  const row = await stored('sealed');
  expect(row).toMatchObject({ raw: null, sealed: expect.not.stringContaining('Olive') });
  expect(await service('off').open(row)).toBe(text);
  for (const elsewhere of [{ workspaceId: newId() }, { linkId: newId() }, { list: 'products' }, { sourceId: 'b' }])
    expect(await service('sealed').open({ ...row, ...elsewhere })).toBeNull();
});

test('of rows of a link those that are sealed are opened, each in its own place', async () => {
  const { sealed } = await stored('sealed');
  const rows = [
    { list: 'contacts', source_id: 'a', raw: null, sealed },
    { list: 'contacts', source_id: 'b', raw: null, sealed },
    { list: 'contacts', source_id: 'c', raw: text, sealed: null },
  ];
  expect((await service('off').openAll(ref, rows)).map(({ raw }) => raw)).toEqual([text, null, text]);
});
