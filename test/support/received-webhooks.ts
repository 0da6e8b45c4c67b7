import { beforeEach } from '@jest/globals';
import { newId } from '../../src/infra/ids/ids.js';
import { startTestApp } from './app.js';
import { useNew, useStarted } from './use-started.js';
import { startReceiver } from './webhook-receiver.js';
import { webhooksOf } from './webhooks.js';

/** The API and a receiver for the tests of a file. Each test has a workspace and a path at the receiver of its own. */
export function useReceivedWebhooks() {
  const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '100000', WEBHOOK_ALLOW_CIDR: '127.0.0.1' }));
  const receiver = useStarted(startReceiver);
  const workspace = useNew(() => app.newWorkspace());
  const hooks = useNew(() => webhooksOf(app, workspace));
  const hook = useNew(() => ({ path: `/${newId()}` }));
  beforeEach(() => receiver.answerWith());
  /** An endpoint that leads to the path of the test. */
  const create = (more: object = {}) => hooks.create(receiver.url + hook.path, more);
  return { app, receiver, workspace, hooks, hook, create };
}
