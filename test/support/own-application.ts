import { randomBytes } from 'node:crypto';
import type { TestWorkspace } from './app.js';
import { type Linking, newLinkingWorkspace, type V31_KEYS } from './linking.js';
import { saveV31 } from './sage.js';

/** An application that no other workspace has: whether tokens may be revoked depends on all links of one application. */
export async function newApplication({ sandbox }: Linking): Promise<typeof V31_KEYS> {
  const keys = { clientId: `sandbox/${randomBytes(6).toString('hex')}`, clientSecret: 'a-secret' };
  await sandbox.control.post('/clients', { ...keys, apiVersion: '3.1', anyLoopbackCallback: true });
  return keys;
}

/** A workspace that can link, with an application of its own unless another's is given. */
export async function newWorkspaceApart(linking: Linking, keys?: typeof V31_KEYS): Promise<TestWorkspace> {
  const workspace = await newLinkingWorkspace(linking, []);
  const options = { key: workspace.key, enable: 'NOW' } as const;
  await saveV31(linking.app, keys ?? (await newApplication(linking)), options);
  return workspace;
}
