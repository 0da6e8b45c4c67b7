import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import type { Json, TestApp } from './app.js';
import type { TestDatabase } from './database.js';
import { fromEachTable } from './table-sums.js';

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Undefined takes a default header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

export interface HttpAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  readonly body: Json;
}

/** Opens a port of the test app, once, and answers it. */
export async function listen({ app }: TestApp): Promise<number> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

/**
 * One request over a socket of its own, byte for byte: a POST of JSON to /graphql with the first workspace's key
 * unless said otherwise. Supertest cannot send what these tests send.
 */
export async function sendHttp(app: TestApp, sent: Sent): Promise<HttpAnswer> {
  const { method = 'POST', path = '/graphql', body } = sent;
  const given = {
    authorization: `Bearer ${app.workspace.key}`,
    'content-type': 'application/json',
    ...sent.headers,
  };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const port = await listen(app);
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, agent: false, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      // A server that refuses a body half-way closes the socket: what it said before counts.
      const done = () => resolve({ status: answer.statusCode, headers: answer.headers, text, body: asJson(text) });
      answer.on('end', done).on('error', done);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const operation = (query: string, variables?: object, more: object = {}): string =>
  JSON.stringify({ query, variables, ...more });

export function asJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fails, printing what was sent and answered, unless it is this refusal, as JSON, with the header's request id and no data (a null under a field counts as none). */
export function expectRefusal(sent: unknown, answer: Partial<HttpAnswer>, status: number, code: string): Json {
  const body = answer.body ?? asJson(answer.text ?? '');
  const error = body?.errors?.[0];
  const requestId = answer.headers?.['x-request-id'];
  const data = Object.values(body?.data ?? {}).some((value) => value !== null) ? body.data : null;
  const found = { ...error?.extensions, status: answer.status, data };
  const { retryAfter: _, ...rest } = found;
  const retryable = ['THROTTLED', 'UNAVAILABLE', 'TIMEOUT', 'REQUEST_TIMEOUT'].includes(code);
  const isJson = String(answer.headers?.['content-type']).startsWith('application/');
  if (
    isJson &&
    UUID.test(String(requestId)) &&
    isDeepStrictEqual(rest, { code, requestId, retryable, status, data: null })
  )
    return error;
  const print = (value: unknown) =>
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')).slice(0, 2000);
  throw new Error(
    `expected ${status} ${code}\nsent: ${print(sent)}\nanswered: ${answer.status} ${print(answer.headers)}\n${print(answer.text)}`,
  );
}

/** Every row of every table, apart from when a key was last used: equal before and after means nothing changed. */
export async function stateOf({ admin }: TestDatabase): Promise<Record<string, string[]>> {
  return fromEachTable(
    admin,
    (table) => `SELECT (to_jsonb(t) - 'last_used_at')::text AS value FROM ${table} t ORDER BY 1`,
  );
}

/** Texts of the statements that the app (not the test's own admin pool) sends from now on, at the driver. */
export function watchStatements(): { readonly texts: string[]; stop(): void } {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const original = prototype.query;
  const texts: string[] = [];
  prototype.query = function (this: { user?: string }, ...args: unknown[]) {
    const [first] = args as [string | { text: string }];
    if (this.user === 'ledgerlink') texts.push(typeof first === 'string' ? first : first.text);
    return original.apply(this, args);
  };
  return {
    texts,
    stop: () => {
      prototype.query = original;
    },
  };
}
