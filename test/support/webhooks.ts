import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, TestApp, TestWorkspace } from './app.js';
import { insertEvents } from './insert-events.js';

const ENDPOINT = `id url description types status disabledReason secrets { fingerprint endsAt }
  deliveries(first: 10) { nodes { id status nextAttemptAt event { id number type } attempts { status error answer durationMs } } }`;

/** The mutations of webhooks as a workspace calls them, and what its process does in the background. */
export function webhooksOf(app: TestApp, workspace: TestWorkspace) {
  const mutate = async (name: string, input: object, selection = ''): Promise<Json> => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const answer = await app.ok(
      `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename
         ${selection && `... on ${type}Success { ${selection} }`} ... on Problem { code message } } }`,
      { input },
      workspace.key,
    );
    return answer[name];
  };
  const sender = app.services.webhookSender;
  return {
    mutate,
    create: (url: string, more: object = {}) =>
      mutate('createWebhookEndpoint', { url, ...more }, `secret endpoint { ${ENDPOINT} }`),
    update: (endpointId: string, more: object) =>
      mutate('updateWebhookEndpoint', { endpointId, ...more }, `endpoint { ${ENDPOINT} }`),
    rotate: (endpointId: string, more: object = {}) =>
      mutate('rotateWebhookSecret', { endpointId, ...more }, `secret previousEndsAt endpoint { ${ENDPOINT} }`),
    async endpoint(id: string): Promise<Json> {
      const { webhookEndpoints } = await app.ok(`{ webhookEndpoints { ${ENDPOINT} } }`, {}, workspace.key);
      return webhookEndpoints.find((one: Json) => one.id === id);
    },
    /** Writes events as a change of another slice does. */
    async happen(count = 1, type: 'LINK_LINKED' | 'CREDENTIALS_SAVED' = 'LINK_LINKED', at = new Date()): Promise<void> {
      for (let n = 0; n < count; n++) await insertEvents(app.database, workspace.id, 1, { type, payload: { n }, at });
    },
    /** Sends what is due, and waits for its end. */
    async deliver(): Promise<void> {
      for (let looks = 0; looks < 3; looks++) {
        // The clock of background work is a little behind that of the database.
        await sleep(20);
        await sender.startDue();
        await sender.idle();
      }
    },
    /** All that waits for a later moment is due now. */
    async skipPauses(): Promise<void> {
      const { admin } = app.database;
      await admin.query(
        `UPDATE ledgerlink.webhook_delivery SET next_attempt_at = now() - interval '1 minute'
          WHERE status = 'WAITING' AND workspace_id = $1`,
        [workspace.id],
      );
      await admin.query(
        `UPDATE ledgerlink.webhook_endpoint SET due_at = now() - interval '1 minute', rests_until = NULL WHERE workspace_id = $1`,
        [workspace.id],
      );
    },
  };
}
