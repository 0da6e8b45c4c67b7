import { beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isInputObjectType } from 'graphql';
import { createSchema } from '../../../src/api/schema.js';
import { allSlices } from '../../../src/composition/composition.js';
import { startTestApp } from '../../support/app.js';
import { expectRefusal, operation, sendHttp, stateOf } from '../../support/refusals.js';
import { walkRootFields } from '../../support/schema-walk.js';
import { useStarted } from '../../support/use-started.js';

const id = (text: string) => Buffer.from(text).toString('base64url');
const UUID = '01890000-0000-7000-8000-000000000000';

const app = useStarted(() => startTestApp());
let before: Awaited<ReturnType<typeof stateOf>>;
beforeAll(async () => {
  before = await stateOf(app.database);
});

async function refuses(query: string, variables: object, message: RegExp): Promise<void> {
  const body = operation(query, variables);
  const answer = await sendHttp(app, { body });
  expect(expectRefusal(body, answer, 400, 'BAD_USER_INPUT').message).toMatch(message);
  expect(await stateOf(app.database)).toEqual(before);
}

const NODE = 'query($id: ID!) { node(id: $id) { id } }';
const REVOKE = 'mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }';
const DELETE = 'mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { __typename } }';
const EVENTS = 'query($id: ID!) { auditEvents(targetId: $id) { nodes { id } } }';
const AFTER = 'query($id: String!) { auditEvents(after: $id) { nodes { id } } }';

describe('an id of another type is refused as such, not as missing:', () => {
  test.each([
    ['revokeApiKey', REVOKE, 'CredentialSet', 'ApiKey'],
    ['revokeApiKey', REVOKE, 'Workspace', 'ApiKey'],
    ['revokeApiKey', REVOKE, 'apiKey', 'ApiKey'],
    ['deleteCredentialSet', DELETE, 'ApiKey', 'CredentialSet'],
    ['deleteCredentialSet', DELETE, 'SageV31CredentialSet', 'CredentialSet'],
    ['deleteCredentialSet', DELETE, 'Integration', 'CredentialSet'],
  ])('%s (%#) of %s', async (_name, query, given, wanted) => {
    await refuses(
      query,
      { id: id(`${given}:${UUID}`) },
      new RegExp(`must be the id of a ${wanted}|is not an id of this API`),
    );
  });

  test('even the id of the very key that calls', async () => {
    const { viewer } = await app.ok('{ viewer { apiKey { id } workspace { id } } }');
    await refuses(DELETE, { id: viewer.apiKey.id }, /must be the id of a CredentialSet/);
    await refuses(REVOKE, { id: viewer.workspace.id }, /must be the id of a ApiKey|must be the id of an ApiKey/);
  });
});

describe('an id that no answer of ours can have held is refused:', () => {
  // The last character of this one holds four bits that no decoder looks at.
  const canonical = id(`ApiKey:${UUID}`);
  const garbage = [
    canonical.slice(0, -1) + String.fromCharCode(canonical.charCodeAt(canonical.length - 1) + 1),
    '',
    ' ',
    'x',
    'null',
    UUID,
    'ApiKey',
    `ApiKey:${UUID}`,
    id('ApiKey:'),
    id('ApiKey:1'),
    id(':'),
    id(`apikey:${UUID}`),
    id(`Nothing:${UUID}`),
    `${id(`ApiKey:${UUID}`)}=`,
    ` ${id(`ApiKey:${UUID}`)}`,
    id(`ApiKey:${UUID}\0`),
    id(`ApiKey:${UUID}' OR 1=1`),
    id(`ApiKey:${UUID}:${UUID}`),
    id('Object:constructor'),
    'A'.repeat(5000),
    '../../etc/passwd',
    '💥',
  ];
  test.each(garbage.map((one) => [one.slice(0, 60), one]))('%j', async (_short, given) => {
    const answers = [NODE, REVOKE, DELETE].map((query) =>
      refuses(query, { id: given }, /^`\w+` (is not an id of this API|must be the id of)/),
    );
    await Promise.all(answers);
    await refuses(AFTER, { id: given }, /is not a cursor of this API/);
  });

  test('also as the target of audit events', async () => {
    for (const given of ['', 'x', `ApiKey:${UUID}`, id('ApiKey:')])
      await refuses(EVENTS, { id: given }, /`targetId` is not an id/);
  });

  test('but a well-formed one that names nothing is just not there', async () => {
    const natural = [
      'Integration:nope',
      'Integration:constructor',
      'Integration:__proto__',
      'SupportedRegion:nope:GB',
      'SupportedRegion:__proto__:GB',
    ];
    for (const local of [
      ...natural,
      `ApiKey:${UUID}`,
      `AuditEvent:${UUID}`,
      `CredentialSet:${UUID}`,
      `Workspace:${UUID}`,
    ])
      expect([local, await app.ok(NODE, { id: id(local) })]).toEqual([local, { node: null }]);
  });
});

describe('what the caller may not set cannot be slipped in:', () => {
  const extras = [
    'workspaceId',
    'workspace_id',
    'id',
    'createdBy',
    'savedBy',
    'status',
    'version',
    'enabled',
    'secretHash',
    '__proto__',
    'constructor',
  ];

  test('every input of every mutation refuses every field it does not have', async () => {
    const other = await app.newWorkspace('other');
    before = await stateOf(app.database);
    let tried = 0;
    for (const { kind, field, query, variables } of walkRootFields(await createSchema(allSlices))) {
      const [argument] = field.args;
      const type = argument && getNamedType(argument.type);
      if (kind !== 'mutation' || !argument || !isInputObjectType(type)) continue;
      for (const extra of extras.filter((name) => !(name in type.getFields()))) {
        const input = { ...(variables[argument.name] as object), [extra]: other.id };
        // As JSON text: an object literal would set the prototype instead.
        const sent = JSON.stringify({ [argument.name]: input }).replace(/}}$/, `,"${extra}":"${other.id}"}}`);
        await refuses(query, JSON.parse(sent), new RegExp(`a field that ${type.name} does not define`));
        const literal = `mutation { ${field.name}(${argument.name}: { ${extra}: "${other.id}" }) { __typename } }`;
        const answer = await sendHttp(app, { body: operation(literal) });
        expectRefusal(literal, answer, 400, 'GRAPHQL_VALIDATION_FAILED');
        expect(answer.text).not.toContain(other.id);
        tried++;
      }
    }
    expect(tried).toBeGreaterThanOrEqual(6 * (extras.length - 1));
    expect(await stateOf(app.database)).toEqual(before);
  });

  test('a variable may be named like something that every object has', async () => {
    const query =
      'query($constructor: Int = 1, $toString: ID) { auditEvents(first: $constructor, targetId: $toString) { nodes { action } } }';
    expect((await app.ok(query, {})).auditEvents.nodes).toHaveLength(1);
  });

  test('no argument of any root field names a workspace', async () => {
    const named = walkRootFields(await createSchema(allSlices)).flatMap(({ field }) =>
      field.args.flatMap(({ name, type }) => {
        const input = getNamedType(type);
        return [name, ...(isInputObjectType(input) ? Object.keys(input.getFields()) : [])];
      }),
    );
    expect(named.filter((name) => /workspace|tenant/i.test(name))).toEqual([]);
  });
});
