import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { until } from '../../support/processes.js';
import { openRaw, type RawConnection, rawPost } from '../../support/raw-http.js';
import { asJson, listen, operation } from '../../support/refusals.js';

let app: TestApp;
let port: number;
let connection: RawConnection;
let made = 0;
let letGo: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  app = await startTestApp();
  port = await listen(app);
});
beforeEach(async () => {
  connection = await openRaw(port);
  made++;
});
afterEach(async () => {
  await letGo();
  connection.socket.destroy();
});
afterAll(() => app.close());

/** A mutation that takes long enough for what is sent behind it to be read while it is done. */
const mutation = () =>
  rawPost('/graphql', operation(`mutation { createCompany(input: { name: "Company ${made}" }) { __typename } }`), {
    authorization: `Bearer ${app.workspace.key}`,
  });
const query = (more: Record<string, string> = {}) =>
  rawPost('/graphql', operation('{ viewer { workspace { name } } }'), {
    authorization: `Bearer ${app.workspace.key}`,
    ...more,
  });
const DONE = { data: { createCompany: { __typename: 'CreateCompanySuccess' } } };
const VIEWER = { data: { viewer: { workspace: { name: 'first' } } } };
const companies = async () => {
  const { rows } = await app.database.admin.query('SELECT name FROM ledgerlink.company WHERE name = $1', [
    `Company ${made}`,
  ]);
  return rows.length;
};
/** Lets no mutation commit until the function that it answers is called, or the test ends. */
const holdMutations = async () => {
  const holder = await app.database.admin.connect();
  await holder.query('BEGIN; LOCK TABLE ledgerlink.audit_event IN EXCLUSIVE MODE');
  letGo = async () => {
    letGo = async () => undefined;
    await holder.query('COMMIT');
    holder.release();
  };
};
const got = () => connection.answers().map(({ status, text }) => [status, asJson(text)]);
const refusal = (code: string) =>
  expect.objectContaining({
    errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
  });

describe('behind a mutation that is being done, what cannot be read waits for its answer:', () => {
  test.each([
    ['garbage', 'nonsense\r\n\r\n', 400, 'BAD_REQUEST'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'BAD_REQUEST'],
    ['bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01', 400, 'BAD_REQUEST'],
    ['a method that is none', 'PO ST / HTTP/1.1\r\nhost: a\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a header without an end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}`, 431, 'HEADERS_TOO_LARGE'],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('%s', async (_what, behind, status, code) => {
    connection.socket.write(mutation() + behind);
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [status, refusal(code)],
    ]);
    expect(await companies()).toBe(1);
  });

  test('and so it does behind several, whose answers come in their order', async () => {
    connection.socket.write(`${mutation()}${query()}${query()}nonsense\r\n\r\n`);
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [200, VIEWER],
      [200, VIEWER],
      [400, refusal('BAD_REQUEST')],
    ]);
  });

  test('and so it does when it comes in a piece of its own', async () => {
    await holdMutations();
    connection.socket.write(mutation());
    await wait(100);
    connection.socket.write('nonsense\r\n\r\n');
    await wait(100);
    expect(connection.text()).toBe('');
    await letGo();
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [400, refusal('BAD_REQUEST')],
    ]);
  });
});

describe('requests that are sent together', () => {
  test('are worked on one after the other, so that a client that does not read costs one answer', async () => {
    await holdMutations();
    connection.socket.write(mutation() + mutation());
    await wait(100);
    const waiting =
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO ledgerlink.audit_event%'";
    expect((await app.database.admin.query(waiting)).rows).toHaveLength(1);
    await letGo();
    await until('both are answered', async () => connection.answers().length === 2);
  });

  test('are answered in their order', async () => {
    connection.socket.write(mutation() + query() + query());
    await until('all are answered', async () => connection.answers().length === 3);
    expect(got()).toEqual([
      [200, DONE],
      [200, VIEWER],
      [200, VIEWER],
    ]);
  });

  test('are answered when an upgrade is asked for behind them, which is not given', async () => {
    const upgrade = { connection: 'upgrade', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA' };
    connection.socket.write(mutation() + query(upgrade));
    await until('both are answered', async () => connection.answers().length === 2);
    connection.socket.write(query({ connection: 'close' }));
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [200, VIEWER],
      [200, VIEWER],
    ]);
  });

  test('are answered to a client that has closed its side', async () => {
    connection.socket.end(mutation() + query());
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [200, VIEWER],
    ]);
  });

  test('are answered to a client that has closed its side in the middle of another', async () => {
    connection.socket.end(`${mutation()}${query().slice(0, -5)}`);
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [400, refusal('BAD_REQUEST')],
    ]);
  });

  test('are done although the client has gone', async () => {
    connection.socket.write(mutation());
    await wait(5);
    connection.socket.resetAndDestroy();
    await until('the company is there', async () => (await companies()) === 1);
  });

  test('are all answered, and the connection is as good as before', async () => {
    await holdMutations();
    connection.socket.write(mutation() + query().repeat(60));
    await wait(200);
    expect(connection.text()).toBe('');
    await letGo();
    await until('all are answered', async () => connection.answers().length === 61);
    connection.socket.write(query());
    await until('another is answered', async () => connection.answers().length === 62);
    expect(got()).toEqual([[200, DONE], ...Array(61).fill([200, VIEWER])]);
  });
});

describe('a request that is answered before all of it has come', () => {
  test('gets no second answer for the rest of it', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked';
    connection.socket.write(`${head}\r\n\r\n`);
    await until('it is answered', async () => connection.answers().length === 1);
    connection.socket.write('zz\r\n');
    await connection.closed();
    expect(got()).toEqual([[401, refusal('UNAUTHENTICATED')]]);
  });

  test('is broken when it waits behind another, and is not worked on', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked';
    connection.socket.write(`${mutation()}${head}\r\n\r\nzz\r\n`);
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [400, refusal('BAD_REQUEST')],
    ]);
  });

  test('and one that is not gets the answer that it is broken', async () => {
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${app.workspace.key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked`;
    connection.socket.write(`${mutation()}${head}\r\n\r\n4\r\n{"qu\r\nzz\r\n`);
    await connection.closed();
    expect(got()).toEqual([
      [200, DONE],
      [400, refusal('BAD_REQUEST')],
    ]);
  });

  test('gets one answer', async () => {
    const body = 'x'.repeat(50);
    connection.socket.write(rawPost('/graphql', body, { 'content-length': '60' }));
    await until('it is answered', async () => connection.answers().length === 1);
    connection.socket.end();
    await connection.closed();
    expect(connection.answers().map(({ status }) => status)).toEqual([401]);
  });
});
