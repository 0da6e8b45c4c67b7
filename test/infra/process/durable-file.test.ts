import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeFolder, writeDurably } from '../../../src/infra/process/durable-file.js';

const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-durable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file that cannot be written leaves no draft behind', async () => {
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  await expect(writeDurably(taken, 'text')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a folder is made with those above it, and the first of them is told', () => {
  expect(makeFolder(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
  expect(existsSync(join(folder, 'a/b/c'))).toBe(true);
  expect(makeFolder(join(folder, 'a/b/c'))).toBeUndefined();
});

test('a folder that cannot be made is an error, and not an endless loop', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file/below'))).toThrow(/ENOTDIR/);
  if (process.platform === 'linux') expect(() => makeFolder('/proc/ledgerlink/data')).toThrow(/ENOENT/);
});
