import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type DocumentNode, Kind, parse, validate } from 'graphql';

const FOLDER = fileURLToPath(new URL('../../portal/src/', import.meta.url));
const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const files = readdirSync(FOLDER, { recursive: true }).map(String);
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

const documents = files.filter((name) => name.endsWith('.graphql'));
/** One document of them all: a fragment may stand in another file than what uses it. */
const all: DocumentNode = {
  kind: Kind.DOCUMENT,
  definitions: documents.flatMap((name) => parse(read(name)).definitions),
};
const operations = all.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
const code = files.filter((name) => /\.tsx?$/.test(name) && !name.startsWith('gql'));

describe('the portal speaks the public API alone', () => {
  test('every document is valid against schema.graphql', () => {
    expect(documents.length).toBeGreaterThan(4);
    expect(validate(schema, all).map(({ message }) => message)).toEqual([]);
  });

  test('every operation has a name of its own, and is generated and used', () => {
    const names = operations.map(({ name }) => name?.value ?? 'no name');
    expect(new Set(names).size).toBe(names.length);
    const text = code.map(read).join('\n');
    expect(names.filter((name) => !text.includes(`${name}Document`))).toEqual([]);
  });

  test('secrets are passed as variables, and every union is asked for its problem', () => {
    const text = documents.map(read).join('\n');
    expect(text.match(/Secret: "|key: "/g)).toBeNull();
    const mutations = operations.filter(({ operation }) => operation === 'mutation');
    for (const { name, loc } of mutations) {
      const body = loc?.source.body.slice(loc.start, loc.end) ?? '';
      expect([name?.value, /__typename/.test(body), /\.\.\. on Problem/.test(body)]).toEqual([name?.value, true, true]);
    }
  });

  test('nothing is asked for in another way: two addresses, one client, one stream, no other host', () => {
    const asking = code.filter((name) => /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource/.test(read(name)));
    expect(asking.toSorted()).toEqual([
      'playground/send-operation.ts',
      'session/follow-events.ts',
      'session/session-requests.ts',
    ]);
    const clients = code.filter((name) => /new Client\(/.test(read(name)));
    expect(clients).toEqual(['app/graphql-client.ts']);
    const addresses = code.flatMap((name) =>
      [...read(name).matchAll(/(?:fetch\(|url: )['`](?:\$\{BASE_PATH\})?([^'`\s]+)['`]/g)].map(([, url]) => url),
    );
    expect([...new Set(addresses)].toSorted()).toEqual(['/graphql', '/session']);
    expect(code.filter((name) => /https?:\/\//.test(read(name)))).toEqual([]);
  });

  test('nothing of what is entered is kept in the browser', () => {
    expect(code.filter((name) => /localStorage|sessionStorage|indexedDB|document\.cookie/.test(read(name)))).toEqual(
      [],
    );
  });

  test('platforms are named in one document, and nowhere else', () => {
    const naming = files.filter(
      (name) => /\.(tsx?|graphql)$/.test(name) && !name.startsWith('gql') && /\bsage/i.test(read(name)),
    );
    expect(naming).toEqual(['integrations/saved-set.graphql']);
  });

  test('components and style sheets stay small', () => {
    const sheets = files.filter((name) => name.endsWith('.css'));
    const sizes = [...code, ...sheets].map((name) => [read(name).split('\n').length - 1, name] as const);
    expect(sizes.filter(([lines]) => lines > 150)).toEqual([]);
  });
});
