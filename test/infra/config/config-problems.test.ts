import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../../src/infra/config/settings.js';
import { problemsOf } from '../../support/config-problems.js';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const URL_OF = 'postgres://user:password@db.example/ledgerlink';
const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: URL_OF, ENCRYPTION_KEYS: KEY };

describe('what is wrong', () => {
  test('is said all at once, by name and never by value', () => {
    const canary = 'c4nary';
    const wrong: Record<string, [value: string, problem: string]> = {
      NODE_ENV: [
        'prod',
        'must be `production`, `development` or `test`; without it, this is a development installation',
      ],
      PORT: ['65536', 'must be a whole number from 0 to 65535'],
      PUBLIC_URL: [`ftp://${canary}`, 'must be a URL that begins with http:// or https://'],
      TRUST_PROXY: [
        canary,
        'must be `off`, the number of proxies in front (1 to 10), or their networks such as 10.0.0.0/8,127.0.0.1',
      ],
      MAX_CONNECTIONS: ['9', 'must be a whole number from 10 to 100000'],
      DATABASE_URL: [`mysql://u:${canary}@h/d`, 'must be a URL that begins with postgres:// or postgresql://'],
      DATABASE_MIGRATION_URL: [
        `postgres://u:${canary}%zz@h/d`,
        'has a `%` that encodes nothing: write % in the password as %25',
      ],
      PGHOST: [`${canary} h`, 'must be one host name, one address or the folder of a socket'],
      PGPORT: [canary, 'must be a whole number from 1 to 65535'],
      DATABASE_POOL_SIZE: ['1', 'must be a whole number from 2 to 500'],
      PREPARED_STATEMENTS: [canary, 'must be `on` or `off`'],
      DATABASE_START_SECONDS: ['3601', 'must be a whole number from 0 to 3600'],
      ENCRYPTION_KEYS: [
        `${KEY},${canary}`,
        'entry 2 is not `name:base64 of 32 bytes` (make one with `npm run cli -- keys generate`)',
      ],
      PLAYGROUND: [canary, 'must be `on` or `off`'],
      INTROSPECTION: ['true', 'must be `on` or `off`'],
      CORS_ORIGINS: [
        `https://${canary}/`,
        'must be exact origins such as https://app.example.com, without a path or an asterisk',
      ],
      MUTATIONS_PER_MINUTE: ['0', 'must be a whole number from 1 to 999999'],
      READS_PER_MINUTE: ['-1', 'must be a whole number from 0 to 999999'],
      FAILED_KEYS_PER_MINUTE: ['1.5', 'must be a whole number from 1 to 999999'],
      REQUEST_SECONDS: ['0x5', 'must be a whole number from 1 to 300'],
      SHUTDOWN_SECONDS: ['301', 'must be a whole number from 1 to 300'],
      METRICS: [canary, 'must be `on` or `off`'],
      LOG_LEVEL: [canary, 'must be fatal, error, warn, info, debug or silent'],
    };
    const environment = Object.fromEntries(Object.entries(wrong).map(([name, [value]]) => [name, value]));
    const problems = problemsOf(environment);
    expect(problems).toEqual(Object.entries(wrong).map(([name, [, problem]]) => `${name} ${problem}`));
    expect(problems.join()).not.toContain(canary);
  });

  test.each([
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'app.c4nary.example'],
    ['PUBLIC_URL', 'https://user@api.example'],
    ['PUBLIC_URL', 'https://api.example/?a=b'],
    ['PUBLIC_URL', 'https://api.example/#a'],
    ['PUBLIC_URL', 'https://api.example//evil.example'],
    ['PUBLIC_URL', 'https://api.example/a//b'],
    ['PUBLIC_URL', 'https://api.example/a;b'],
    ['PUBLIC_URL', 'https://api.example/a%2Fb'],
    ['PUBLIC_URL', 'https://api.example/a%zz'],
    ['PUBLIC_URL', 'https://api.example/a%0d%0ab'],
    ['ENCRYPTION_KEYS', `${KEY},${KEY}`],
    ['ENCRYPTION_KEYS', 'k1:c2hvcnQ='],
    ['PORT', '8 0'],
    ['NODE_ENV', 'Production'],
    ['NODE_ENV', 'staging'],
    ['NODE_ENV', 'production,test'],
    ['LOG_LEVEL', 'INFO'],
  ])('in %s=%s is one problem under its name', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([name]);
    expect(problems.join().includes(value)).toBe(false);
  });

  test.each([
    '~/c4nary',
    '~',
    '$HOME/c4nary',
    '/c4nary/$USER',
    '\u201c/c4nary\u201d',
    '\u201e/c4nary',
    "'/c4nary",
    '/c4nary"',
    '/c4nary # comment',
    'file:///c4nary',
    'FILE:c4nary',
  ])('is a folder as only a shell or a program would read it: %s', (path) => {
    const problem =
      'must be the path itself, such as /var/lib/ledgerlink: no `~` before it, no `$`, no quotation mark, no comment, no `file:`';
    expect(problemsOf({ DATA_DIR: path, SPOOL_DIR: path })).toEqual([`DATA_DIR ${problem}`, `SPOOL_DIR ${problem}`]);
  });

  test.each(['/data/a#b', 'a~b', '/B\u00fcro x/\u65e5\u672c', 'C:\\data', './profile:x'])(
    'is no folder such as %s',
    (path) => {
      expect(problemsOf({ DATA_DIR: path, SPOOL_DIR: path })).toEqual([]);
    },
  );

  test('in production names the database and the keys that are missing, and nothing is invented', () => {
    const keys =
      'ENCRYPTION_KEYS (or ENCRYPTION_KEYS_FILE) must be set in production: make one with `npm run cli -- keys generate`';
    const database = 'DATABASE_URL (or DATABASE_URL_FILE) must be set in production';
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([database, keys]);
    expect(problemsOf({ ...PRODUCTION, ENCRYPTION_KEYS: undefined })).toEqual([keys]);
    expect(problemsOf({ ...PRODUCTION, DATABASE_URL: undefined })).toEqual([database]);
    expect(problemsOf(PRODUCTION)).toEqual([]);
  });

  test.each(SETTINGS.map(({ name }) => name))('is %s in quotation marks, whatever is in them', (name) => {
    for (const quote of ['"', "'", '`'])
      for (const within of ['', 'c4nary', 'production', 'on', `postgres://u:c4nary@h/d`]) {
        const problems = problemsOf({ [name]: ` ${quote}${within}${quote}\r\n` });
        expect(problems[0]).toBe(`${name} is in quotation marks: leave them out`);
        expect(problems.join()).not.toContain('c4nary');
      }
  });

  test('is a database for migrations without the database that they are for', () => {
    expect(problemsOf({ DATABASE_MIGRATION_URL: URL_OF })).toEqual([
      'DATABASE_MIGRATION_URL without DATABASE_URL: set both, or neither for the embedded database',
    ]);
  });
});
