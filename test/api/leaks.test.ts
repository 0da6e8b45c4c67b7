import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startTestApp, type TestApp } from '../support/app.js';
import { CANARY as C, canariesIn, FORMS } from '../support/canary.js';
import { SENT, type Sent } from '../support/canary-requests.js';
import { allRows } from '../support/sage.js';

let app: TestApp;
let apiKey: string;
/** Status, headers and body of everything that was answered. */
const answers: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ METRICS: 'on', LOG_LEVEL: 'debug', CORS_ORIGINS: 'https://ours.example' });
  apiKey = app.workspace.key;
});
afterAll(() => app.close());

async function post(body: Sent, headers: Record<string, string> = {}): Promise<number> {
  const request = supertest(app.app.server)
    .post('/graphql')
    .set({ 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, ...headers });
  const { status, headers: answered, text } = await request.send(body);
  answers.push(`${status} ${JSON.stringify(answered)} ${text}`);
  return status;
}
async function get(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { status, headers: answered, text } = await supertest(app.app.server).get(path).set(headers);
  answers.push(`${status} ${JSON.stringify(answered)} ${text}`);
  return status;
}

describe('nothing of a secret is answered', () => {
  test.each(SENT)('to %s', async (_what, status, body) => {
    expect(await post(body)).toBe(status);
    expect(canariesIn(answers.at(-1) ?? '')).toEqual([]);
  });

  test.each([
    ['as an API key', 401, { authorization: `Bearer ${C}` }],
    ['as an API key that looks like one', 401, { authorization: `Bearer ll_${C}` }],
    ['as another kind of authorization', 401, { authorization: `Basic ${btoa(C)}` }],
    ['as a request id', 200, { 'x-request-id': C }],
    ['as an origin', 200, { origin: `https://${C}.example` }],
    ['as a content type', 415, { 'content-type': `text/${C}` }],
    ['as a charset', 415, { 'content-type': `application/json; charset=${C}` }],
    ['as any other header', 200, { 'x-secret': C, cookie: `s=${C}`, 'user-agent': C }],
  ])('to one in a header, %s', async (_what, status, headers) => {
    expect(await post(JSON.stringify({ query: '{ viewer { scopes } }' }), headers)).toBe(status);
    expect(canariesIn(answers.at(-1) ?? '')).toEqual([]);
  });

  test.each([
    ['the API', 400, `/graphql?query=${encodeURIComponent(`mutation { x(secret: "${C}") }`)}&variables={"a":"${C}"}`],
    ['a path that is not there', 404, `/${C}?${C}=${C}`],
    ['the playground', 200, `/playground?key=${C}`],
    ['its files', 404, `/assets/${C}`],
    ['the portal', 200, `/integrations/${C}?${C}=${C}`],
    ['the session', 200, `/session?key=${C}`],
    ['health', 200, `/healthz?${C}`],
    ['metrics', 200, `/metrics?${C}`],
  ])('to one in the address of %s', async (_what, status, path) => {
    expect(await get(path, { authorization: `Bearer ${apiKey}` })).toBe(status);
    expect(canariesIn(answers.at(-1) ?? '')).toEqual([]);
  });
});

describe('nothing of a secret is kept', () => {
  test('and the search would find it in every form', () => {
    const written = [C, btoa(C), btoa(`.${C}`), btoa(`..${C}.`), encodeURIComponent(C), Buffer.from(C).toString('hex')];
    for (const text of [...written, ...FORMS]) expect(canariesIn(`"${text}"`).length).toBeGreaterThan(0);
    expect(answers).toHaveLength(SENT.length + 16);
  });

  test('in what can be read afterwards, nor in the metrics', async () => {
    const everything = `{ integrations { credentialSets { id clientId savedBy clientSecret { setAt fingerprint } } }
      auditEvents(first: 100) { nodes { actor action changedFields requestId target { id } } } apiKeys { name prefix } }`;
    expect(await post({ query: everything })).toBe(200);
    expect(await get('/metrics')).toBe(200);
    expect(answers.at(-1)).toContain('ledgerlink_http_request_seconds');
    expect(answers.flatMap(canariesIn)).toEqual([]);
  });

  test('in the log, which has a line for each request', () => {
    expect(app.logs().match(/"msg":"request"/g)?.length).toBeGreaterThanOrEqual(SENT.length + 10);
    expect(canariesIn(app.logs())).toEqual([]);
  });

  test('in any table, where sealed values lie', async () => {
    const rows = await allRows(app);
    const sealed = rows.credential_secret?.filter((row) => row.includes('"sealed": "ey'));
    expect(sealed).toHaveLength(4);
    expect(canariesIn(JSON.stringify(rows))).toEqual([]);
    expect(canariesIn(JSON.stringify(rows.audit_event))).toEqual([]);
  });

  test('in the files of the database and its write-ahead log', async () => {
    const { admin, name } = app.database;
    await admin.query('CHECKPOINT');
    const { rows } = await admin.query<{ directory: string; base: string }>(
      "SELECT current_setting('data_directory') AS directory, 'base/' || oid AS base FROM pg_database WHERE datname = $1",
      [name],
    );
    const [{ directory, base } = { directory: '', base: '' }] = rows;
    const files = [base, 'pg_wal', '.'].flatMap((folder) =>
      readdirSync(join(directory, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(directory, folder, entry.name)),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => statSync(file).size > 0 && canariesIn(readFileSync(file)).length > 0)).toEqual([]);
  });
});

describe('an API key', () => {
  test('is in the answer that made it, and nowhere else', async () => {
    const { key } = await app.newKey(['INTEGRATIONS_READ']);
    await app.ok('{ integrations { key } }', {}, key);
    const elsewhere = JSON.stringify([await allRows(app), app.logs(), answers]);
    for (const plain of [key, apiKey]) {
      const secret = plain.slice(12);
      for (const form of [
        secret,
        [...secret].reverse().join(''),
        btoa(secret).slice(0, 60),
        Buffer.from(secret).toString('hex'),
      ])
        expect(elsewhere).not.toContain(form);
    }
    expect(elsewhere).toContain(key.slice(3, 11));
  });
});
