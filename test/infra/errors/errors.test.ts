import { beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp } from '../../support/app.js';
import { expectRefusal, operation, sendHttp, stateOf } from '../../support/refusals.js';
import { useStarted } from '../../support/use-started.js';

const C = 'c4naryS3cret';
const KEY = 'sage-business-cloud-accounting';
const SAVE = 'mutation Save($input: SaveCredentialsInput!) { saveCredentials(input: $input) { __typename } }';

const app = useStarted(() => startTestApp());
let before: Awaited<ReturnType<typeof stateOf>>;
beforeAll(async () => {
  before = await stateOf(app.database);
});

async function refuses(body: string, code: string, status = 400): Promise<string> {
  const answer = await sendHttp(app, { body });
  const { message } = expectRefusal(body, answer, status, code);
  expect(answer.text).not.toContain(C);
  expect(app.logs()).not.toContain(C);
  expect(await stateOf(app.database)).toEqual(before);
  return message;
}

const v31 = { clientId: 'id', clientSecret: C };
const v30 = { clientId: 'id', clientSecret: C, signingSecret: C, subscriptionKey: C };
const saving = (credentials: unknown, more: object = {}) =>
  operation(SAVE, { input: { integrationKey: KEY, credentials, ...more } });
const literally = (credentials: string, more = '') =>
  operation(
    `mutation { saveCredentials(input: { integrationKey: "${KEY}", credentials: ${credentials}${more} }) { __typename } }`,
  );

describe('a secret sent in the wrong way is refused and never repeated, as a variable:', () => {
  const ONE = /at `\$input\.credentials`: Exactly one key must be specified for OneOf type "CredentialsInput"\./;
  const SECRET = /The value does not fit its type\.|Expected type Secret\./;
  test.each<[string, string, RegExp]>([
    ['both options', saving({ sageV31: v31, sageV30: v30 }), ONE],
    ['no option', saving({}), ONE],
    ['null for an option', saving({ sageV31: null }), /must be non-null|The value does not fit its type/],
    ['an option, and null for the other', saving({ sageV31: v31, sageV30: null }), ONE],
    ['null for the credentials', saving(null), /Expected non-nullable type "CredentialsInput!" not to be null\./],
    ['text for the credentials', saving(C), /Expected type "CredentialsInput" to be an object\./],
    ['a list of credentials', saving([{ sageV31: v31 }]), /./],
    ['null beside a secret', saving({ sageV31: { ...v31, clientId: null } }), /Expected non-nullable type "String!"/],
    [
      'nothing beside a secret',
      saving({ sageV31: { clientSecret: C } }),
      /Field "clientId" of required type "String!"/,
    ],
    ['a number', saving({ sageV31: { ...v31, clientSecret: 4242 } }), SECRET],
    ['an object', saving({ sageV31: { ...v31, clientSecret: { value: C } } }), SECRET],
    ['a list', saving({ sageV31: { ...v31, clientSecret: [C] } }), SECRET],
    ['null', saving({ sageV31: { ...v31, clientSecret: null } }), /Expected non-nullable type "Secret!"/],
    [
      'an object for a sibling',
      saving({ sageV31: { ...v31, clientId: { a: C } } }),
      /The value does not fit its type\./,
    ],
    [
      'an extra field',
      saving({ sageV31: { ...v31, extra: C } }),
      /a field that SageV31CredentialsInput does not define; it defines clientId and clientSecret\./,
    ],
    [
      'a secret for a field name',
      saving({ sageV31: { ...v31, [C]: 1 } }),
      /a field that SageV31CredentialsInput does not define/,
    ],
    [
      'an unknown option',
      saving({ [C]: { clientSecret: C } }),
      /a field that CredentialsInput does not define|Exactly one/,
    ],
    ['an enum value', saving({ sageV31: v31 }, { enable: C }), /Expected type EnableChoice\./],
    [
      'an enum value that looks like our words',
      saving({ sageV31: v31 }, { enable: `x" does not exist in "${C}" enum` }),
      /Expected type EnableChoice\./,
    ],
    [
      'a field name that looks like our words',
      saving({ sageV31: { ...v31, [`x" of required type "${C}" was not provided.`]: 1 } }),
      /SageV31CredentialsInput/,
    ],
    ['a version', saving({ sageV31: v31 }, { expectedVersion: C }), /The value does not fit its type\./],
    [
      'a key that is an object',
      saving({ sageV31: v31 }, { integrationKey: { a: C } }),
      /The value does not fit its type\./,
    ],
    [
      'text for the whole input',
      operation(SAVE, { input: C }),
      /Expected type "SaveCredentialsInput" to be an object\./,
    ],
    ['another variable', operation(SAVE, { [C]: C }), /Variable `\$input` of type SaveCredentialsInput! is required/],
  ])('%s', async (_name, body, message) => {
    expect(await refuses(body, 'BAD_USER_INPUT')).toMatch(message);
  });
});

describe('a secret sent in the wrong way is refused and never repeated, in the document:', () => {
  const VALIDATION = 'GRAPHQL_VALIDATION_FAILED';
  const PARSE = 'GRAPHQL_PARSE_FAILED';
  const secret = (value: string) => literally(`{ sageV31: { clientId: "id", clientSecret: ${value} } }`);
  test.each<[string, string, string]>([
    [
      'both options',
      literally(`{ sageV31: { clientId: "id", clientSecret: "${C}" }, sageV30: { clientId: "${C}" } }`),
      VALIDATION,
    ],
    ['no option', literally('{}'), VALIDATION],
    ['null for an option', literally('{ sageV31: null }'), VALIDATION],
    [
      'an option, and null for the other',
      literally(`{ sageV31: { clientId: "id", clientSecret: "${C}" }, sageV30: null }`),
      VALIDATION,
    ],
    ['text for the credentials', literally(`"${C}"`), VALIDATION],
    ['no quotes', secret(C), VALIDATION],
    ['no quotes, and a slash', secret(`${C}/x`), PARSE],
    ['half a quote', secret(`"${C}`), PARSE],
    ['a bad escape', secret(`"\\q${C}"`), PARSE],
    ['quotes within', secret(`"x"${C}"`), PARSE],
    ['digits that run into letters', secret(`4${C}`), PARSE],
    ['a number', secret('4242'), VALIDATION],
    ['an object', secret(`{ value: "${C}" }`), VALIDATION],
    ['a list', secret(`["${C}"]`), VALIDATION],
    ['a wrong sibling', literally(`{ sageV31: { clientId: ${C}, clientSecret: "${C}" } }`), VALIDATION],
    ['an extra field', literally(`{ sageV31: { clientId: "id", clientSecret: "${C}", ${C}: "${C}" } }`), VALIDATION],
    ['an enum value', literally('{ sageV31: { clientId: "id", clientSecret: "x" } }', `, enable: ${C}`), VALIDATION],
    [
      'text for an enum value',
      literally('{ sageV31: { clientId: "id", clientSecret: "x" } }', `, enable: "${C}"`),
      VALIDATION,
    ],
    [
      'a variable of another type',
      operation(
        `mutation($s: String = "${C}") { saveCredentials(input: { integrationKey: "x", credentials: { sageV31: { clientId: "x", clientSecret: $s } } }) { __typename } }`,
      ),
      VALIDATION,
    ],
    [
      'a default that does not fit',
      operation(`query($s: Int = "${C}") { auditEvents(first: $s) { __typename } }`),
      VALIDATION,
    ],
    ['an unknown argument', operation(`{ viewer(secret: "${C}") { scopes } }`), VALIDATION],
    ['a directive', operation(`{ viewer { scopes @skip(if: "${C}") } }`), VALIDATION],
    [
      'two calls of one name',
      operation(
        `mutation { a: revokeApiKey(input: { apiKeyId: "${C}" }) { __typename } a: revokeApiKey(input: { apiKeyId: "${C}2" }) { __typename } }`,
      ),
      VALIDATION,
    ],
    [
      'an operation name',
      operation('query A { viewer { scopes } }', {}, { operationName: C }),
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['no operation at all', operation(`# ${C}`), PARSE],
  ])('%s', async (_name, body, code) => {
    await refuses(body, code);
  });

  test('and a place is named where the document cannot be parsed', async () => {
    expect(await refuses(operation(`{\n  ${'viewer'} { ?${C} } }`), PARSE)).toBe(
      'The document cannot be parsed: the error is at line 2, column 12.',
    );
  });
});
