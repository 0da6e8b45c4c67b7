import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { BOOKS_SETTINGS } from '../../sandbox/state/books-settings.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function sourcesBelow(folder: string): [path: string, text: string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [`${folder}/${path}`, readFileSync(join(ROOT, folder, path), 'utf8')]);
}

const sandbox = sourcesBelow('sandbox');
const importsOf = (text: string) => [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target]) => target);
const filesWith = (pattern: RegExp) => sandbox.filter(([, text]) => pattern.test(text)).map(([path]) => path);

test('the sandbox and the product do not know each other', () => {
  const into = (files: [string, string][], folder: string) =>
    files.filter(([, text]) => importsOf(text).some((target) => target?.includes(`${folder}/`))).map(([path]) => path);
  expect(into(sandbox, 'src')).toEqual([]);
  expect(into(sourcesBelow('src'), 'sandbox')).toEqual([]);
  expect(sandbox.length).toBeGreaterThan(40);
});

test('only the configuration reads process.env', () => {
  expect(filesWith(/process\.env/)).toEqual(['sandbox/config.ts']);
});

test('the demo keys stand in one place', () => {
  expect(filesWith(/sandbox-demo-|'sandbox\/demo/)).toEqual(['sandbox/demo.ts']);
});

test('files stay small: none over 250 lines, half of them up to 60', () => {
  const sizes = sandbox.map(([, text]) => text.split('\n').length - 1).sort((a, b) => a - b);
  expect(sizes.at(-1)).toBeLessThanOrEqual(250);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(60);
});

test('each setting of the books is in the README, and in a test', () => {
  const readme = readFileSync(join(ROOT, 'sandbox/README.md'), 'utf8');
  const tests = sourcesBelow('test/sandbox/books').map(([, text]) => text);
  const names = Object.keys(BOOKS_SETTINGS);
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(names.filter((name) => !tests.some((text) => new RegExp(`\\b${name}\\b`).test(text)))).toEqual([]);
});
