import { CANARY } from './canary.js';
import { idOf, SAGE } from './sage.js';

export type Sent = string | object;

const RESULT = `{ __typename ... on Problem { code message } ... on CredentialsRejected { faults { field reason message } }
  ... on SaveCredentialsSuccess { message changed warnings integration { version callbackUrl setupSteps { instructions } }
    credentialSet { id clientId label clientSecret { setAt fingerprint } savedBy
      ... on SageV30CredentialSet { signingSecret { fingerprint } subscriptionKey { fingerprint } } } } }`;
const SAVE = `mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) ${RESULT} }`;
const four = (secret: unknown) => ({ clientSecret: secret, signingSecret: secret, subscriptionKey: secret });
const v30 = (secret: unknown, clientId = 'app-30') => ({
  query: SAVE,
  variables: { input: { integrationKey: SAGE, credentials: { sageV30: { clientId, ...four(secret) } } } },
});
const v31 = (keys: unknown, more: object = {}) => ({
  query: SAVE,
  variables: { input: { integrationKey: SAGE, credentials: { sageV31: keys }, ...more } },
});
const inline = (keys: string) => ({
  query: `mutation { saveCredentials(input: { integrationKey: "${SAGE}", credentials: { sageV31: { ${keys} } } }) ${RESULT} }`,
});
const mutation = (field: string, type: string, input: object) => ({
  query: `mutation($input: ${type}!) { ${field}(input: $input) { __typename ... on Problem { message } } }`,
  variables: { input },
});
const asked = (query: string, variables: object = {}) => ({ query, variables });
const C = CANARY;

/** What is sent with the canary somewhere in it: what it is, the HTTP status it gets, the body. */
export const SENT: readonly [string, number, Sent][] = [
  ['sound keys, in variables', 200, v30(`${C}-1`)],
  ['the same keys again', 200, v30(`${C}-1`)],
  ['renewed keys', 200, v30(`${C}-2`)],
  ['keys of another application, so that the first are superseded', 200, v30(`${C}-3`, 'another')],
  ['sound keys written into the document', 200, inline(`clientId: "a", clientSecret: "${C}-4"`)],
  ['a secret as a block string', 200, inline(`clientId: "a", clientSecret: """${C}-5"""`)],
  ['keys with spaces', 200, v30(` ${C} `)],
  ['keys with line breaks, as for a forged log line', 200, v30(`${C}\n{"level":"info"}\r\n`)],
  ['keys with NUL', 200, v30(`${C}\u0000`)],
  ['keys with a zero-width character', 200, v30(`${C}\u200B${C}`)],
  ['keys with half a surrogate pair', 200, v30(`${C}\ud800`)],
  ['keys of 10 kB', 200, v30(C.repeat(400))],
  ['a client id that is no sound one', 200, v31({ clientId: `${C} `, clientSecret: `${C} ` })],
  ['a list for a secret', 400, v31({ clientId: 'a', clientSecret: [C] })],
  ['an object for a secret', 400, v31({ clientId: 'a', clientSecret: { [C]: C } })],
  ['a list for a client id', 400, v31({ clientId: [C], clientSecret: C })],
  ['null for a client id', 400, v31({ clientId: null, clientSecret: C })],
  ['a field that is not there', 400, v31({ clientId: 'a', clientSecret: C, [C]: C, secret: C })],
  ['text for the credentials', 400, v31(C)],
  [
    'both kinds of credentials',
    400,
    v31({ clientId: C }, { credentials: { sageV31: { clientId: 'a', clientSecret: C }, sageV30: four(C) } }),
  ],
  ['a secret as the integration', 200, v31({ clientId: 'a', clientSecret: C }, { integrationKey: C })],
  ['a secret as the choice', 400, v31({ clientId: 'a', clientSecret: C }, { enable: C })],
  ['a secret as the version', 400, v31({ clientId: 'a', clientSecret: C }, { expectedVersion: C })],
  ['a secret without quotes', 400, inline(`clientId: "a", clientSecret: ${C}`)],
  ['a secret without quotes, in three parts', 400, inline(`clientId: "a", clientSecret: ${C} ${C} ${C}`)],
  ['a secret with a quote that does not end', 400, inline(`clientId: "a", clientSecret: "${C}`)],
  ['a literal list for a secret', 400, inline(`clientId: "a", clientSecret: ["${C}"]`)],
  ['a literal object for a secret', 400, inline(`clientId: "a", clientSecret: { ${C}: "${C}" }`)],
  ['a literal field that is not there', 400, inline(`clientId: "a", clientSecret: "${C}", ${C}: "${C}"`)],
  ['a number with a secret behind it', 400, inline(`clientId: "a", clientSecret: 1${C}`)],
  ['a body over the limit', 413, v30(C.repeat(5000))],
  ['a body that is no JSON', 400, `{"query": "${C}`],
  ['a body that is a list', 400, JSON.stringify([v30(C)])],
  ['a body that is text', 400, JSON.stringify(C)],
  ['an operation that is not there', 400, { ...v30(C), operationName: C }],
  ['a persisted query', 200, { extensions: { persistedQuery: { version: 1, sha256Hash: C } } }],
  ['variables that are text', 400, { ...v30(C), variables: C }],
  ['secrets in variables that nobody declares', 200, asked('{ viewer { scopes } }', { [C]: C })],
  [
    'a secret as the id of a set',
    400,
    mutation('deleteCredentialSet', 'DeleteCredentialSetInput', { credentialSetId: C }),
  ],
  [
    'a secret inside an id',
    400,
    mutation('deleteCredentialSet', 'DeleteCredentialSetInput', {
      credentialSetId: idOf('CredentialSet', C),
    }),
  ],
  [
    'a secret as the integration to enable',
    200,
    mutation('enableIntegration', 'EnableIntegrationInput', { integrationKey: C }),
  ],
  [
    'a secret as the integration to disable',
    200,
    mutation('disableIntegration', 'DisableIntegrationInput', { integrationKey: C }),
  ],
  ['a secret as a scope', 400, mutation('createApiKey', 'CreateApiKeyInput', { name: 'n', scopes: [C] })],
  [
    'a secret as the end of a key',
    400,
    mutation('createApiKey', 'CreateApiKeyInput', { name: 'n', scopes: ['AUDIT_READ'], expiresAt: C }),
  ],
  [
    'a secret as a name that is too long',
    400,
    mutation('createApiKey', 'CreateApiKeyInput', { name: C.repeat(5), scopes: ['AUDIT_READ'] }),
  ],
  ['a secret as the id of a key', 400, mutation('revokeApiKey', 'RevokeApiKeyInput', { apiKeyId: C })],
  ['a secret as an id to look up', 400, asked('query($id: ID!) { node(id: $id) { id } }', { id: C })],
  ['a secret as a cursor', 400, asked('query($c: String) { auditEvents(after: $c) { nodes { id } } }', { c: C })],
  ['a secret as a page length', 400, asked('query($c: Int) { auditEvents(first: $c) { nodes { id } } }', { c: C })],
  [
    'a secret as the integration of regions',
    400,
    asked('query($c: String!) { supportedRegions(integrationKey: $c) { id } }', { c: C }),
  ],
];
