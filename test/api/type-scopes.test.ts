import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, getNamedType, isInterfaceType, isNonNullType, isObjectType, isUnionType } from 'graphql';
import { createSchema } from '../../src/api/schema.js';
import { allSlices } from '../../src/composition/composition.js';
import { SCOPES } from '../../src/workspaces/api-key.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { walkRootFields } from '../support/schema-walk.js';
import { furnish, makeScopedKeys, refusesAll, type ScopedKeys, scopeOf } from '../support/scoped-keys.js';

let app: TestApp;
let schema: GraphQLSchema;
let keys: ScopedKeys;
let own: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp({ FAILED_KEYS_PER_MINUTE: '9999' });
  schema = await createSchema(allSlices);
  keys = await makeScopedKeys(app);
  own = await furnish(app, app.workspace.key);
});
afterAll(() => app.close());

describe('what a scope guards cannot be seen by another door:', () => {
  const NODE = 'query($id: ID!) { node(id: $id) { __typename id } }';
  const nodeTypes = () => {
    const node = schema.getType('Node');
    return isInterfaceType(node) ? [...schema.getPossibleTypes(node)] : [];
  };

  test('`node` answers each type to a key with its scope, and null to one without', async () => {
    expect(
      nodeTypes()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(own).sort());
    for (const type of nodeTypes()) {
      const scope = scopeOf(type);
      const id = own[type.name] ?? '';
      expect([type.name, typeof scope]).toEqual([type.name, type.name === 'Workspace' ? 'undefined' : 'string']);
      const [may, mayNot] = scope ? [keys.only[scope], keys.without[scope]] : [keys.only.TOKENS_ISSUE, null];
      expect(await app.ok(NODE, { id }, may)).toEqual({ node: { __typename: type.name, id } });
      if (mayNot !== null) expect(await app.ok(NODE, { id }, mayNot)).toEqual({ node: null });
    }
  });

  test("an audit event's target is null without its scope", async () => {
    const query = '{ auditEvents(first: 100) { nodes { action target { __typename } } } }';
    const targets = async (key: string) =>
      new Map<string, string | undefined>(
        (await app.ok(query, {}, key)).auditEvents.nodes.map(
          (one: { action: string; target: { __typename: string } | null }) => [one.action, one.target?.__typename],
        ),
      );
    expect(Object.fromEntries(await targets(app.workspace.key))).toEqual({
      'link.requested': 'CompanyLink',
      'integration.enabled': 'Integration',
      'company.created': 'Company',
      'webhook.created': 'WebhookEndpoint',
      'webhook.replayed': 'WebhookEndpoint',
      'credentials.saved': 'SageV31CredentialSet',
      'api_key.created': 'ApiKey',
      'workspace.created': 'Workspace',
    });
    expect(Object.fromEntries(await targets(keys.only.AUDIT_READ))).toEqual({
      'link.requested': undefined,
      'integration.enabled': undefined,
      'company.created': undefined,
      'webhook.created': undefined,
      'webhook.replayed': undefined,
      'credentials.saved': undefined,
      'api_key.created': undefined,
      'workspace.created': 'Workspace',
    });
    expect((await targets(keys.without.INTEGRATIONS_READ)).get('credentials.saved')).toBeUndefined();
    expect((await targets(keys.without.API_KEYS_WRITE)).get('api_key.created')).toBeUndefined();
    const companies = await targets(keys.without.COMPANIES_READ);
    expect([companies.get('company.created'), companies.get('link.requested')]).toEqual([undefined, undefined]);
  });

  test("a link's application is null without its scope, and the rest of the link is not", async () => {
    const query = `query($id: ID!) { node(id: $id) { ... on CompanyLink { status credentialSet { id } } } }`;
    const { admin } = app.database;
    const { rows } = await admin.query("SELECT id FROM ledgerlink.credential_set WHERE api_version = '3.1' LIMIT 1");
    await admin.query('UPDATE ledgerlink.company_link SET credential_set_id = $1', [rows[0].id]);
    const seenBy = async (key: string) => (await app.ok(query, { id: own.CompanyLink }, key)).node;
    expect(await seenBy(app.workspace.key)).toEqual({
      status: 'PENDING',
      credentialSet: { id: own.SageV31CredentialSet },
    });
    expect(await seenBy(keys.only.COMPANIES_READ)).toEqual({ status: 'PENDING', credentialSet: null });
  });

  test('what a directive leaves out needs no scope, and what it takes in does', async () => {
    const companiesOnly = keys.only.COMPANIES_READ;
    const listing = (field: string) => `{ companies { nodes { name links { ${field} } } } }`;
    const asked: [string, object, number][] = [
      [`query($i: Boolean!) ${listing('id integration @include(if: $i) { name }')}`, { i: false }, 200],
      [`query($i: Boolean!) ${listing('id integration @include(if: $i) { name }')}`, { i: true }, 403],
      [`query($i: Boolean!) ${listing('id integration @skip(if: $i) { name }')}`, { i: true }, 200],
      [`query($i: Boolean!) ${listing('id integration @skip(if: $i) { name }')}`, { i: false }, 403],
      [`query($i: Boolean = false) ${listing('id integration @include(if: $i) { name }')}`, {}, 200],
      [`query($i: Boolean = false) ${listing('id integration @include(if: $i) { name }')}`, { i: true }, 403],
      [listing('id integration @include(if: false) { name }'), {}, 200],
      [listing('id ... on CompanyLink @skip(if: true) { integration { name } }'), {}, 200],
      [listing('id ... on CompanyLink @skip(if: false) { integration { name } }'), {}, 403],
      [listing('id integration @include(if: true) @skip(if: true) { name }'), {}, 200],
    ];
    for (const [query, variables, status] of asked)
      expect([query, variables, (await app.send(query, variables, companiesOnly)).status]).toEqual([
        query,
        variables,
        status,
      ]);
  });

  test('a mutation whose payload shows a type is refused before it runs, not after', async () => {
    let tried = 0;
    for (const { kind, field, query, variables } of walkRootFields(schema)) {
      const union = getNamedType(field.type);
      const scope = scopeOf(field);
      if (kind !== 'mutation' || !isUnionType(union) || !scope) continue;
      for (const member of union.getTypes())
        for (const shown of Object.values(member.getFields())) {
          const needed = scopeOf(getNamedType(shown.type));
          if (!needed || needed === scope) continue;
          const selecting = query.replace(
            /{ __typename/,
            `{ ... on ${member.name} { x: ${shown.name} { __typename } }`,
          );
          const message = await refusesAll(app, selecting, variables, `Bearer ${keys.only[scope]}`, 403, 'FORBIDDEN');
          expect(message).toContain(`lacks the scope ${needed}.`);
          tried++;
        }
    }
    expect(tried).toBeGreaterThanOrEqual(5);
  });

  test('no field can be null, and so pass the check by, unless its resolver checks', () => {
    const open = Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) return [];
      return Object.values(type.getFields())
        .filter((field) => !isNonNullType(field.type) && scopeOf(getNamedType(field.type)))
        .filter((field) => ![scopeOf(type), scopeOf(field)].includes(scopeOf(getNamedType(field.type))))
        .map((field) => `${type.name}.${field.name}`);
    });
    // A key may see itself: Viewer.apiKey loads nothing but the key that calls. The others are null without their scope.
    expect(open).toEqual([
      ...['CompanyLink.credentialSet', 'CompanyLink.requestBudget', 'Event.link', 'Viewer.apiKey'],
    ]);
  });

  test('an interface takes the scope of the types behind it', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isInterfaceType(type) || ['Node', 'Problem'].includes(type.name)) continue;
      const scopes = schema.getPossibleTypes(type).map((one) => scopeOf(one));
      expect([type.name, ...new Set(scopes)]).toEqual([type.name, scopeOf(type)]);
    }
  });

  test('but any key may see itself, and only itself', async () => {
    const query = '{ viewer { scopes apiKey { id prefix scopes revokedAt } workspace { name } } }';
    for (const scope of SCOPES) {
      const { viewer } = await app.ok(query, {}, keys.only[scope]);
      const apiKey = {
        id: expect.any(String),
        prefix: keys.only[scope].slice(3, 11),
        scopes: [scope],
        revokedAt: null,
      };
      expect(viewer).toEqual({ scopes: [scope], apiKey, workspace: { name: 'first' } });
    }
  });
});
