import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestWorkspace } from '../support/app.js';
import { linked, linkOf, startLinking, unlink } from '../support/linking.js';
import { newApplication, newWorkspaceApart } from '../support/own-application.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const linking = useStarted(() => startLinking({ REFRESH_TIMING: '2000/800/3000/300' }));
beforeAll(async () => {
  await linking.sandbox.control.patch('/settings', { consentMode: 'revoke-ends-consent' });
});

/** Each test with an application of its own: what other tests have linked is no sibling. */
let application: Awaited<ReturnType<typeof newApplication>>;
beforeEach(async () => {
  application = await newApplication(linking);
});

const newWorkspace = (keys = application) => newWorkspaceApart(linking, keys);

const link = async (workspace: TestWorkspace, user = 'one') => {
  const { id } = await linked(linking, workspace.key, { user });
  return { workspace, id: id as string };
};
type Linked = Awaited<ReturnType<typeof link>>;

/** A sign-in whose answer does not say who it was. */
async function linkNameless(workspace: TestWorkspace): Promise<Linked> {
  const fault = { endpoint: 'exchange', kind: 'odd-tokens', omit: ['requested_by_id'], count: 1 };
  await linking.sandbox.control.post('/faults', fault);
  return link(workspace);
}

const cut = async ({ workspace, id }: Linked): Promise<unknown> => {
  const { revokedAtPlatform, link } = await unlink(linking, workspace.key, id);
  return [link.status, revokedAtPlatform];
};

/** Its token is renewed at the platform, and so its consent lives. */
async function lives({ workspace, id }: Linked): Promise<boolean> {
  await passTime(linking.app.database.admin, 400);
  const { issueAccessToken } = await linking.app.ok(
    'mutation($id: ID!) { issueAccessToken(input: { linkId: $id }) { __typename } }',
    { id },
    workspace.key,
  );
  const { status } = await linkOf(linking, workspace.key, id);
  return issueAccessToken.__typename === 'AccessTokenIssued' && status === 'LINKED';
}

describe('unlinking one of two links of the same application and platform user', () => {
  test('in another workspace leaves the other alone, and the last one to go is revoked', async () => {
    const [gone, stays] = [await link(await newWorkspace()), await link(await newWorkspace())];
    expect(await cut(gone)).toEqual(['UNLINKED', false]);
    expect(await lives(stays)).toBe(true);
    expect(await cut(stays)).toEqual(['UNLINKED', true]);
  });

  test('leaves the other alone when the platform has left out who it was, on either side', async () => {
    const workspace = await newWorkspace();
    const [nameless, named] = [await linkNameless(workspace), await link(workspace)];
    expect(await cut(nameless)).toEqual(['UNLINKED', false]);
    expect(await lives(named)).toBe(true);
    const [again, elsewhere] = [await linkNameless(workspace), await link(await newWorkspace())];
    expect(await cut(named)).toEqual(['UNLINKED', false]);
    expect(await cut(elsewhere)).toEqual(['UNLINKED', false]);
    expect(await lives(again)).toBe(true);
    expect(await cut(again)).toEqual(['UNLINKED', true]);
  });
});

describe('a link that does not depend on it does not keep its tokens from being revoked:', () => {
  test('one of another user of the application', async () => {
    const [gone, other] = [await link(await newWorkspace()), await link(await newWorkspace(), 'three')];
    expect(await cut(gone)).toEqual(['UNLINKED', true]);
    expect(await lives(other)).toBe(true);
  });

  test('one of the same user with another application', async () => {
    const [gone, other] = [
      await link(await newWorkspace()),
      await link(await newWorkspace(await newApplication(linking))),
    ];
    expect(await cut(gone)).toEqual(['UNLINKED', true]);
    expect(await lives(other)).toBe(true);
  });

  test('one that was unlinked before', async () => {
    const [first, second] = [await link(await newWorkspace()), await link(await newWorkspace())];
    await cut(first);
    expect(await cut(second)).toEqual(['UNLINKED', true]);
  });
});
