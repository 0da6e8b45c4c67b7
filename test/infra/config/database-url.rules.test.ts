import { describe, expect, test } from '@jest/globals';
import { parse } from 'pg-connection-string';
import { loadConfig } from '../../../src/infra/config/config.js';
import { whyNotDatabaseUrl } from '../../../src/infra/config/database-url.rules.js';
import { problemsOf } from '../../support/config-problems.js';

const SCHEME = /^must be a URL that begins with postgres/;
const SLASH = /write it there as %2F$/;
const QUESTION = /write it there as %3F$/;
const HASH = /as %23$/;
const PERCENT = /as %25$/;
const HOSTS = /^names several hosts, and `host` or `port` again/;
const PLACE = /^has a host or a port that cannot be read/;
const DATABASE = /^names no database/;

describe('a database URL that cannot be used has a sentence with its cure, never with its value:', () => {
  test.each<[string, RegExp]>([
    ['mysql://u:c4nary@h/d', SCHEME],
    ['jdbc:postgresql://h/d', SCHEME],
    ['postgresql+asyncpg://u:c4nary@h/d', SCHEME],
    ['postgres:u:c4nary@h/d', SCHEME],
    ['h:5432/d', SCHEME],
    ['', SCHEME],
    ['postgres://u:c4na/ry@h/d', SLASH],
    ['postgres://u:1/c4nary@h/d', SLASH],
    ['postgres://u:c4@na/ry@h/d', SLASH],
    ['postgres://c4/nary:p@h/d', SLASH],
    ['postgres://u:c4na?ry@h/d', QUESTION],
    ['postgres://u:1?c4nary@h/d', QUESTION],
    ['postgres://u:c4@na?ry@h/d', QUESTION],
    ['postgres://u:c4na#ry@h/d', HASH],
    ['postgres://u:1#c4nary@h/d', HASH],
    ['postgres://u:c4nary@h/d#', HASH],
    ['postgres://u:c4nary%@h/d', PERCENT],
    ['postgres://u:c4nary%zz@h/d', PERCENT],
    ['postgres://u:100%c4nary%ff@h/d', PERCENT],
    ['postgres://u:c4nary@h/d%', PERCENT],
    ['postgres://u:c4nary@h1:5432,h2:5433/d?host=h1,h2', HOSTS],
    ['postgres://u:c4nary@h1,h2/d?sslmode=require&port=1', HOSTS],
    ['postgres://u:c4nary@h1,/d', PLACE],
    ['postgres://u:c4nary@,h2/d', PLACE],
    ['postgres://u:c4nary@h1:1,h2:port/d', PLACE],
    ['postgres://u:c4nary@h1:1,h2:65536/d', PLACE],
    ['postgres://u:c4nary@h1:1,h2:0/d', PLACE],
    ['postgres://u:c4nary@h/d?host=h1,h2,h3&port=1,2', PLACE],
    ['postgres://u:c4nary@h/d?host=h1,,h3', PLACE],
    ['postgres://u:c4nary@h/d?port=port', PLACE],
    ['postgres://u:c4nary@h1,h2/', DATABASE],
    ['postgres://u:c4nary@h:port/d', PLACE],
    ['postgres://u:c4nary@h:65536/d', PLACE],
    ['postgres://u:c4nary@/d', PLACE],
    ['postgres://u:c4nary@::1/d', PLACE],
    ['postgres://u:c4nary@h', DATABASE],
    ['postgres://u:c4nary@h:5432/', DATABASE],
    ['postgres://u:c4nary@h?sslmode=require', DATABASE],
    ['postgres://u:c4nary@h/d?ssl_mode=verify-full', /^has the parameter `ssl_mode`, which is not supported/],
    ['postgres://u:c4nary@h/d?sslmode=disable&SSLMODE=require', /^has the parameter `SSLMODE`/],
    ...['standby', 'read-only', 'prefer-standby', 'READ-WRITE', ''].map((value): [string, RegExp] => [
      `postgres://u:c4nary@h1,h2/d?target_session_attrs=${value}`,
      /^has a target_session_attrs that is not supported: .* read-write, primary or any$/,
    ]),
    ['postgres://u:c4nary@h/d?hostaddr=127.0.0.1', /^has the parameter `hostaddr`/],
    ['postgres://u:c4nary@h/d?query_timeout=1', /^has the parameter `query_timeout`/],
    ['postgres://u:c4nary@h/d?sslmode=', /^has the parameter `sslmode` without a value/],
    ['postgres://u@h:1/d?c4nary@h/d', /^has a parameter, which is not supported/],
    ['postgres://u:c4\nnary@h/d', /write it on one line$/],
  ])('%j', (text, sentence) => {
    const why = whyNotDatabaseUrl(text) ?? '';
    expect(why).toMatch(sentence);
    expect(why).not.toMatch(/c4|nary/);
  });
});

describe('the driver reads any other URL as it was meant:', () => {
  test.each<[string, object]>([
    ['postgres://u:p@h/d', { user: 'u', password: 'p', host: 'h', port: '', database: 'd' }],
    ['POSTGRESQL://h/d', { user: '', host: 'h', database: 'd' }],
    ['postgres://u:a@b:c,d e@h:1/d', { user: 'u', password: 'a@b:c,d e', host: 'h', port: '1' }],
    ['postgres://u@server:p@h/d', { user: 'u@server', password: 'p', host: 'h' }],
    ['postgres://u:%2F%3F%23%25@h/d', { password: '/?#%' }],
    ['postgres://u:p@[::1]:1/d', { host: '::1', port: '1' }],
    ['postgres://u@h/d?host=/run/postgresql', { host: '/run/postgresql', database: 'd' }],
    ['postgres://u@h/d?application_name=a@b', { host: 'h', application_name: 'a@b' }],
  ])('%s', (text, parts) => {
    expect(whyNotDatabaseUrl(text)).toBeUndefined();
    expect(parse(new URL(text).href)).toMatchObject(parts);
  });
});

describe('several hosts are handed to the driver as parameters, which leave user, password and database alone:', () => {
  test.each<[string, string, string]>([
    ['postgres://u:p@h1,h2/d', 'h1,h2', '5432,5432'],
    ['postgres://u:p@h1:1,h2,[::1]:3/d', 'h1,h2,::1', '1,5432,3'],
    ['postgres://u:p@%2Frun%2Fa,h2:2/d', '/run/a,h2', '5432,2'],
    ['postgres://u:p@h/d?host=h1,h2&port=7', 'h1,h2', '7'],
  ])('%s', (text, host, port) => {
    expect(whyNotDatabaseUrl(text)).toBeUndefined();
    const { databaseUrl = '' } = loadConfig({ DATABASE_URL: text });
    expect(parse(databaseUrl)).toMatchObject({ user: 'u', password: 'p', host, port, database: 'd' });
  });

  test('with a comma in the password, TLS, and the user and password of PGUSER and PGPASSWORD', () => {
    const url = loadConfig({ DATABASE_URL: 'postgres://u:a,b@h1,h2/d?sslmode=verify-full' }).databaseUrl ?? '';
    expect(parse(url)).toMatchObject({ password: 'a,b', host: 'h1,h2', sslmode: 'verify-full' });
    const given = { DATABASE_URL: 'postgres://h1,h2/d', PGUSER: 'me', PGPASSWORD: 'mine' };
    expect(parse(loadConfig(given).databaseUrl ?? '')).toMatchObject({ user: 'me', password: 'mine', host: 'h1,h2' });
  });
});

test.each(['DATABASE_URL', 'DATABASE_MIGRATION_URL'])('%s is checked by these rules', (name) => {
  const given = { DATABASE_URL: 'postgres://u@h/d', [name]: 'postgres://u:c4nary#1@h/d' };
  expect(problemsOf(given)).toEqual([`${name} has a \`#\`, which ends a URL: write # in the password as %23`]);
});

test.each([
  ['require', 'verify-full'],
  ['prefer', 'verify-full'],
  ['verify-ca', 'verify-full'],
  ['no-verify', 'no-verify'],
  ['require&uselibpqcompat=true', 'require&uselibpqcompat=true'],
])('sslmode=%s is handed to the driver as %s, which is what the driver makes of it', (mode, becomes) => {
  const url = `postgres://u@h/d?sslmode=${mode}`;
  expect(loadConfig({ DATABASE_URL: url }).databaseUrl).toBe(url.replace(mode, becomes));
});
