import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sources, textOf } from '../support/source-files.js';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const flagsIn = (command: string) => command.match(/--[\w=-]+/g) ?? [];
const FLAGS = flagsIn(JSON.parse(text('package.json')).scripts.start);
const heapLimitMb = (args: readonly string[], options = ''): number =>
  Number(
    execFileSync(process.execPath, [...args, '-p', 'v8.getHeapStatistics().heap_size_limit'], {
      env: { NODE_OPTIONS: options },
    }),
  ) /
  1024 /
  1024;

test('`npm start`, the command `ledgerlink` and the documents have the same flags', () => {
  expect(FLAGS).toHaveLength(3);
  expect(flagsIn(text('ledgerlink.mjs').split('\n')[0] ?? '')).toEqual(FLAGS);
  for (const page of ['docs/operations.md', 'docs/decisions/0030-launch-flags-keep-the-heap-small.md'])
    expect(text(page)).toContain(FLAGS.join(' '));
});

test('this Node takes them, on its command line and in NODE_OPTIONS, and they bound its heap', () => {
  const limits = [heapLimitMb(FLAGS), heapLimitMb([], FLAGS.join(' '))];
  for (const limit of limits) {
    expect(limit).toBeGreaterThan(1023);
    expect(limit).toBeLessThan(1200);
  }
});

test('no code changes flags of V8 while it runs', () => {
  expect(sources.filter((path) => /setFlagsFromString/.test(textOf(path)))).toEqual([]);
});
