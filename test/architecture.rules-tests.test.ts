import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, sources } from './support/source-files.js';

/** `src/linking/x.rules.ts` → `test/linking/x.rules.test.ts`. */
const testOf = (path: string) => path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
const rules = sources.filter((path) => path.endsWith('.rules.ts'));

describe('rules', () => {
  test('the check sees the files of rules', () => {
    expect(rules.length).toBeGreaterThan(15);
  });

  test('every file of rules has a test of its own in the same place', () => {
    expect(rules.filter((path) => !existsSync(testOf(path)))).toEqual([]);
  });

  test('no test of rules is left without its rules', () => {
    const tests = filesBelow('test').filter((path) => path.endsWith('.rules.test.ts'));
    expect(tests.filter((path) => !rules.map(testOf).includes(path))).toEqual([]);
  });
});
