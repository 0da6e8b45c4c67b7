import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import helmet from '@fastify/helmet';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import {
  buildSchema,
  getNamedType,
  isUnionType,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { registerPlayground } from '../src/platform/playground.js';
import { sagePlaygroundExamples } from '../src/providers/sage/sage.playground.js';

const playgroundSchema = () =>
  buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
const FILES = ['graphiql.js', 'graphiql.css', 'editor.worker.js', 'json.worker.js', 'graphql.worker.js'];

describe('the playground', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = fastify();
    await app.register(helmet);
    registerPlayground(app, { examples: sagePlaygroundExamples });
  });
  afterAll(() => app.close());

  test('is served under a policy of its own, whatever helmet says elsewhere', async () => {
    const { statusCode, headers, body } = await app.inject('/playground');
    expect(statusCode).toBe(200);
    const script = /<script>([\s\S]*?)<\/script>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        `default-src 'none'; script-src 'self' 'sha256-${hash}'; style-src 'self' 'unsafe-inline'; ` +
        "worker-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });

  test('has one inline script, no inline handler and no address of another host', async () => {
    const { body } = await app.inject('/playground');
    expect(body).toContain('<title>Ledgerlink playground</title>');
    expect(body.match(/<script>/g)).toHaveLength(1);
    expect(body.match(/<[^>]+\son[a-z]+=/g)).toBeNull();
    expect(body.match(/(?:src|href)="(?!\/playground\/assets\/|data:)/g)).toBeNull();
  });

  test('is not there unless it is switched on', async () => {
    const without = fastify();
    expect((await without.inject('/playground')).statusCode).toBe(404);
    expect((await without.inject('/playground/assets/graphiql.js')).statusCode).toBe(404);
    await without.close();
  });

  test.each(FILES)('serves %s compressed, and nothing at all to a browser that has it', async (file) => {
    const url = `/playground/assets/${file}`;
    const first = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(first.statusCode).toBe(200);
    expect(first.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': `text/${file.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    const again = await app.inject({ url, headers: { 'if-none-match': String(first.headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('serves its files plain to a client that takes no gzip', async () => {
    const { headers, body } = await app.inject('/playground/assets/graphiql.js');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toContain('renderYogaGraphiQL');
  });

  test.each(['nope.js', '..%2f..%2fpackage.json', '__proto__'])('has no file named %s', async (file) => {
    expect((await app.inject(`/playground/assets/${file}`)).statusCode).toBe(404);
  });
});

describe('the example operations', () => {
  const schema = playgroundSchema();
  const examples = sagePlaygroundExamples.map(({ operation, variables }) => {
    const document = parse(operation);
    const [definition] = document.definitions;
    const name = definition?.kind === 'OperationDefinition' ? (definition.name?.value ?? '') : '';
    return { name, operation, document, definition, variables };
  });

  test('follow the setup guide in its order', () => {
    expect(examples.map(({ name }) => name)).toEqual([
      'ReadTheSettingsPage',
      'SaveV31Keys',
      'SaveV30Keys',
      'Enable',
      'Audit',
    ]);
  });

  test.each(examples)(
    '$name is valid against the schema and says what it does',
    ({ document, operation }) => {
      expect(validate(schema, document).map(String)).toEqual([]);
      expect(operation).toMatch(/^# \d\. \w+/);
    },
  );

  test.each(examples)(
    '$name declares exactly the variables that it fills in',
    ({ definition, variables }) => {
      const declared =
        definition?.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [];
      const needed = declared
        .filter(({ type }) => type.kind === 'NonNullType')
        .map((one) => one.variable.name.value);
      expect(Object.keys(variables)).toEqual(expect.arrayContaining(needed));
      expect(declared.map((one) => one.variable.name.value)).toEqual(
        expect.arrayContaining(Object.keys(variables)),
      );
    },
  );

  test.each(examples)('$name asks every union for its type and its problem', ({ document }) => {
    const info = new TypeInfo(schema);
    const check = visitWithTypeInfo(info, {
      Field(field) {
        const type = getNamedType(info.getType());
        if (!isUnionType(type) || !field.selectionSet) return;
        const selected = field.selectionSet.selections.map((selection) =>
          print(selection).replaceAll(/\s+/g, ' '),
        );
        expect(selected).toContain('__typename');
        expect(selected).toContain('... on Problem { code message }');
      },
    });
    visit(document, check);
  });

  test('carry secrets as variables only, with placeholders that the API refuses', () => {
    for (const { name, document, variables } of examples) {
      const info = new TypeInfo(schema);
      const secrets: string[] = [];
      const collect = visitWithTypeInfo(info, {
        ObjectField({ value }) {
          if (getNamedType(info.getInputType())?.name === 'Secret') secrets.push(value.kind);
        },
      });
      visit(document, collect);
      expect([name, secrets.filter((kind) => kind !== 'Variable')]).toEqual([name, []]);
      const placeholders = Object.values(variables).filter((value) => typeof value === 'string');
      expect(placeholders.filter((value) => !value.includes(' '))).toEqual([]);
    }
  });
});
