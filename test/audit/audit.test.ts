import { describe, expect, test } from '@jest/globals';
import { type Json, startTestApp } from '../support/app.js';
import { allRows, change, idOf, SAGE, saveV31 } from '../support/sage.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '100000' }));
const workspace = useNew(() => app.newWorkspace());

const as = (more: object = {}) => ({ key: workspace.key, ...more });
const EVENTS = `query($first: Int, $after: String, $targetId: ID) {
  auditEvents(first: $first, after: $after, targetId: $targetId) {
    edges { cursor node { id } }
    nodes { id occurredAt actor action changedFields requestId target { __typename id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const page = async (variables: object = {}): Promise<Json> =>
  (await app.ok(EVENTS, variables, workspace.key)).auditEvents;
const INTEGRATION_ID = idOf('Integration', SAGE);

describe('the audit trail', () => {
  test('tells who did what to what and when, names of what changed, and the id of the request', async () => {
    const document = `mutation($c: CredentialsInput!) {
      saveCredentials(input: { integrationKey: "${SAGE}", credentials: $c, enable: NOW }) {
        ... on SaveCredentialsSuccess { credentialSet { id savedAt } } } }`;
    const keys = (signingSecret: string) => ({
      c: { sageV30: { clientId: 'a', clientSecret: 'c', signingSecret, subscriptionKey: 'k' } },
    });
    const first = await app.send(document, keys('s'), workspace.key);
    const second = await app.send(document, keys('other'), workspace.key);
    const { id } = first.data.saveCredentials.credentialSet;
    const actor = `default (ll_${workspace.key.slice(3, 11)})`;
    const set = { __typename: 'SageV30CredentialSet', id };
    const event = (answer: typeof first, action: string, changedFields: string[], target: object) => ({
      id: expect.any(String),
      occurredAt: answer.data.saveCredentials.credentialSet.savedAt,
      actor,
      action,
      changedFields,
      requestId: answer.headers['x-request-id'],
      target,
    });
    const { nodes } = await page();
    expect(nodes.slice(0, 3)).toEqual([
      event(second, 'credentials.saved', ['signingSecret'], set),
      event(first, 'integration.enabled', ['enabled'], { __typename: 'Integration', id: INTEGRATION_ID }),
      event(first, 'credentials.saved', ['clientId', 'clientSecret', 'signingSecret', 'subscriptionKey'], set),
    ]);
    expect(nodes.slice(3)).toMatchObject([
      { action: 'api_key.created', actor: 'cli', requestId: 'cli', target: { __typename: 'ApiKey' } },
      { action: 'workspace.created', actor: 'cli', requestId: 'cli', target: { __typename: 'Workspace' } },
    ]);
  });

  test('names what was superseded, deleted and switched off, and answers null for what is gone', async () => {
    const first = await saveV31(app, {}, as());
    const second = await saveV31(app, { clientId: 'second' }, as());
    await change(app, 'deleteCredentialSet', { credentialSetId: second.credentialSet.id }, workspace.key);
    const { nodes } = await page({ first: 4 });
    const seen = nodes.map(({ action, changedFields, target }: Json) => [action, changedFields, target?.id]);
    expect(seen).toEqual([
      ['credentials.deleted', [], undefined],
      ['credentials.superseded', ['status'], first.credentialSet.id],
      ['credentials.saved', ['clientId', 'clientSecret'], undefined],
      ['credentials.saved', ['clientId', 'clientSecret'], first.credentialSet.id],
    ]);
  });

  test('can be asked for one object alone, and says nothing of another workspace', async () => {
    const { credentialSet } = await saveV31(app, {}, as({ enable: 'NOW' }));
    const foreign = await saveV31(app, {}, {});
    const actions = async (targetId: string | null) =>
      (await page({ targetId })).nodes.map(({ action }: Json) => action);
    expect(await actions(credentialSet.id)).toEqual(['credentials.saved']);
    expect(await actions(INTEGRATION_ID)).toEqual(['integration.enabled']);
    expect(await actions(foreign.credentialSet.id)).toEqual([]);
    expect(await actions(null)).toHaveLength(4);
    const { nodes } = await page({ first: 1 });
    const node = 'query($id: ID!) { node(id: $id) { ... on AuditEvent { action } } }';
    expect((await app.ok(node, { id: nodes[0].id }, workspace.key)).node).toEqual({
      action: 'integration.enabled',
    });
    expect((await app.ok(node, { id: nodes[0].id })).node).toBeNull();
  });

  test('says nothing of refusals, and nothing of what changed nothing', async () => {
    const { credentialSet } = await saveV31(app, {}, as({ enable: 'NOW' }));
    const { length } = (await allRows(app)).audit_event ?? [];
    await saveV31(app, {}, as({ enable: 'NOW' }));
    await saveV31(app, { clientId: ' ' }, as());
    await saveV31(app, { clientId: 'x' }, as({ expectedVersion: 9 }));
    await saveV31(app, {}, as({ integrationKey: 'no-such' }));
    await change(app, 'enableIntegration', { integrationKey: SAGE }, workspace.key);
    await change(app, 'disableIntegration', { integrationKey: SAGE, expectedVersion: 9 }, workspace.key);
    await change(app, 'deleteCredentialSet', { credentialSetId: credentialSet.id }, workspace.key);
    await app.send('mutation { enableIntegration }', {}, workspace.key);
    const { key } = await app.newKey(['INTEGRATIONS_READ'], { key: workspace.key });
    const denied = await app.send(
      `mutation { disableIntegration(input: { integrationKey: "${SAGE}" }) { __typename } }`,
      {},
      key,
    );
    expect(denied.errors?.[0].extensions.code).toBe('FORBIDDEN');
    expect((await allRows(app)).audit_event).toHaveLength(length + 1);
    expect((await page({ first: 1 })).nodes[0].action).toBe('api_key.created');
  });
});

describe('a page', () => {
  const ids = async () =>
    (
      await app.database.admin.query<{ id: string }>(
        'SELECT id FROM ledgerlink.audit_event WHERE workspace_id = $1 ORDER BY id DESC',
        [workspace.id],
      )
    ).rows.map(({ id }) => idOf('AuditEvent', id));
  /** Fourteen events: disabled, enabled, and so on. */
  const toggle = () => {
    const one = (alias: string, verb: string) =>
      `${alias}: ${verb}(input: { integrationKey: "${SAGE}" }) { __typename }`;
    const all = Array.from({ length: 14 }, (_, i) => one(`m${i}`, i % 2 ? 'enableIntegration' : 'disableIntegration'));
    return app.ok(`mutation { ${all.join(' ')} }`, {}, workspace.key);
  };

  test.each([[1], [2], [7], [100]])(
    'of %i leads through all events once each, newest first, while new ones arrive',
    async (first) => {
      await saveV31(app, {}, as({ enable: 'NOW' }));
      for (let round = 0; round < (first === 100 ? 15 : 2); round++) await toggle();
      const expected = await ids();
      const seen: string[] = [];
      let after: string | null = null;
      for (let turn = 0; ; turn++) {
        const { edges, nodes, pageInfo }: Json = await page({ first, after });
        expect(nodes.map(({ id }: Json) => id)).toEqual(edges.map(({ node }: Json) => node.id));
        expect(pageInfo).toMatchObject({
          hasPreviousPage: turn > 0,
          startCursor: edges[0].cursor,
          endCursor: edges.at(-1).cursor,
        });
        seen.push(...edges.map(({ node }: Json) => node.id));
        expect(edges).toHaveLength(Math.min(first, expected.length - turn * first));
        if (turn < 3)
          await change(
            app,
            turn % 2 ? 'enableIntegration' : 'disableIntegration',
            { integrationKey: SAGE },
            workspace.key,
          );
        expect(pageInfo.hasNextPage).toBe(seen.length < expected.length);
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(seen).toEqual(expected);
    },
  );

  test('behind the oldest event is empty', async () => {
    const { pageInfo } = await page();
    expect(await page({ after: pageInfo.endCursor })).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  test('has fifty events where nobody says how many', async () => {
    await saveV31(app, {}, as({ enable: 'NOW' }));
    for (let round = 0; round < 4; round++) await toggle();
    expect((await page()).nodes).toHaveLength(50);
    expect((await page({ first: null })).nodes).toHaveLength(50);
  });

  const CURSOR = '`after` is not a cursor of this API: give back an `endCursor` exactly as it was answered.';
  const ID = '`targetId` is not an id of this API: give back an id exactly as it was answered.';
  test.each([
    ['none', { first: 0 }, '`first` must be 1 to 100.'],
    ['101', { first: 101 }, '`first` must be 1 to 100.'],
    ['minus one', { first: -1 }, '`first` must be 1 to 100.'],
    ['a cursor that is none', { first: 1, after: 'x' }, CURSOR],
    ['an empty cursor', { first: 1, after: '' }, CURSOR],
    ['an id as a cursor', { first: 1, after: INTEGRATION_ID }, CURSOR],
    ['a cursor that is SQL', { first: 1, after: Buffer.from("' OR 1=1 --").toString('base64url') }, CURSOR],
    ['an object that is none', { first: 1, targetId: 'x' }, ID],
    ['an empty id', { first: 1, targetId: '' }, ID],
  ])('cannot be asked for with %s', async (_what, variables, message) => {
    const { status, errors } = await app.send(EVENTS, variables, workspace.key);
    expect([status, errors?.[0].extensions.code, errors?.[0].message]).toEqual([400, 'BAD_USER_INPUT', message]);
  });
});
