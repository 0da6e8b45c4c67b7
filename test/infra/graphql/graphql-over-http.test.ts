import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AuditResult, serverAudits } from 'graphql-http';
import { startTestApp, type TestApp } from '../../support/app.js';
import { listen } from '../../support/refusals.js';

let app: TestApp;
let results: AuditResult[];
beforeAll(async () => {
  // Two of the audits ask for the schema, and all of them need a key.
  app = await startTestApp({ INTROSPECTION: 'on' });
  const url = `http://127.0.0.1:${await listen(app)}/graphql`;
  const fetchFn = (input: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${app.workspace.key}`);
    return fetch(input, { ...init, headers });
  };
  results = [];
  for (const audit of serverAudits({ url, fetchFn })) results.push(await audit.fn());
});
afterAll(() => app.close());

const notKept = (level: string) =>
  results
    .filter(({ name, status }) => name.startsWith(level) && status !== 'ok')
    .map((result) => `${result.id} ${result.name}: ${'reason' in result ? result.reason : ''}`);

test('every MUST of GraphQL over HTTP is kept', () => {
  expect(results.length).toBeGreaterThanOrEqual(61);
  expect(results.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThanOrEqual(13);
  expect(notKept('MUST')).toEqual([]);
  expect(results.filter(({ status }) => status === 'error')).toEqual([]);
});

test('of its SHOULDs, those three are not: a request over a limit or wrong is a 400 here, whatever is accepted', () => {
  const reason = 'Response status code is not 200';
  expect(notKept('SHOULD')).toEqual([
    `572B SHOULD use 200 status code on document parsing failure when accepting application/json: ${reason}`,
    `FDE2 SHOULD use 200 status code on document validation failure when accepting application/json: ${reason}`,
    `7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json: ${reason}`,
  ]);
});

test('every MAY is', () => {
  expect(notKept('MAY')).toEqual([]);
});
