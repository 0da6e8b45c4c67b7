import { auditEntry } from '../audit/audit.service.js';
import type { AuditAction } from '../audit/audit-event.rules.js';
import type { EventType } from '../events/event.rules.js';
import { newestEventNo } from '../events/event-page.repository.js';
import { lockNewestEventNo } from '../events/outbox.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import {
  type EndpointRow,
  type EndpointStatus,
  findEndpoints,
  listEndpoints,
  lockEndpoint,
} from './endpoint.repository.js';
import { createEndpoint, deleteEndpoint, recordRotation, updateEndpoint } from './endpoint-changes.repository.js';
import { secretAdded } from './secrets/webhook-secret.repository.js';
import type { WebhookSecretService } from './secrets/webhook-secret.service.js';
import {
  type CreateOutcome,
  type DeleteOutcome,
  type RotateOutcome,
  type UpdateOutcome,
  webhookProblem,
} from './webhook.outcomes.js';
import { isWebhookUrl, type UrlRules } from './webhook-url.rules.js';

const MOST_ENDPOINTS = 20;
const HOUR_MS = 3_600_000;

export interface EndpointValues {
  readonly url: URL;
  readonly description: string | null;
  readonly types: readonly EventType[] | null;
}

/** What is left out is not changed. */
export type EndpointChange = Partial<EndpointValues> & { readonly status?: Exclude<EndpointStatus, 'DISABLED'> };

/** The endpoints of a workspace and their secrets. */
export class WebhookService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly uses: {
      readonly secrets: WebhookSecretService;
      readonly urls: UrlRules;
      readonly addWorkspace: (workspaceId: string) => void;
    },
  ) {}

  list({ workspaceId, signal }: Caller): Promise<EndpointRow[]> {
    return listEndpoints(this.database.reader(signal), workspaceId);
  }

  async create(caller: Caller, { url, ...values }: EndpointValues): Promise<CreateOutcome> {
    if (!isWebhookUrl(url, this.uses.urls)) return webhookProblem('WebhookUrlNotAllowed');
    const ref = { workspaceId: caller.workspaceId, endpointId: newId() };
    const secret = await this.uses.secrets.make(ref);
    const entries = [
      entry(caller, 'webhook.created', ref.endpointId, { url, fields: ['url', 'description', 'types'] }),
    ];
    const endpoint = await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      // Creations wait for each other here, so that each counts the endpoints of those before.
      const eventNo = await lockNewestEventNo(tx, ref.workspaceId);
      if ((await listEndpoints(tx, ref.workspaceId)).length >= MOST_ENDPOINTS) return undefined;
      await executeStatement(tx, createEndpoint, { ...ref, ...values, url: url.href, eventNo, entries });
      for (const { text, values } of secretAdded(ref, secret.row, { now: tx.now, previousEndsAt: tx.now }))
        await tx.query(text, values);
      return this.#found(tx, ref);
    });
    if (endpoint === undefined) return webhookProblem('TooManyWebhookEndpoints');
    this.uses.addWorkspace(ref.workspaceId);
    return { kind: 'CreateWebhookEndpointSuccess', endpoint, secret: secret.text };
  }

  async update(caller: Caller, endpointId: string, change: EndpointChange): Promise<UpdateOutcome> {
    if (change.url !== undefined && !isWebhookUrl(change.url, this.uses.urls))
      return webhookProblem('WebhookUrlNotAllowed');
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const endpoint = await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const before = await lockEndpoint(tx, ref);
      if (before === undefined) return undefined;
      const { url = new URL(before.url), description = before.description, types = before.types } = change;
      const { status = before.status } = change;
      const restarts = before.status === 'DISABLED' && status !== 'DISABLED';
      const restartAt = restarts ? await newestEventNo(tx, ref.workspaceId) : null;
      const fields = Object.keys(change);
      const entries = [entry(caller, 'webhook.updated', endpointId, { url, fields })];
      const values = { url: url.href, description, types, status, restartAt };
      if (fields.length > 0) await executeStatement(tx, updateEndpoint, { ...ref, ...values, entries });
      return this.#found(tx, ref);
    });
    if (endpoint === undefined) return webhookProblem('WebhookEndpointNotFound');
    this.uses.addWorkspace(ref.workspaceId);
    return { kind: 'UpdateWebhookEndpointSuccess', endpoint };
  }

  /** The secrets before the new one sign as well, for `overlapHours`: receivers change theirs meanwhile. */
  async rotate(caller: Caller, endpointId: string, overlapHours: number): Promise<RotateOutcome> {
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const secret = await this.uses.secrets.make(ref);
    const rotated = await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const endpoint = await lockEndpoint(tx, ref);
      if (endpoint === undefined) return undefined;
      const previousEndsAt = new Date(Date.parse(tx.now) + overlapHours * HOUR_MS);
      const times = { now: tx.now, previousEndsAt: previousEndsAt.toISOString() };
      for (const { text, values } of secretAdded(ref, secret.row, times)) await tx.query(text, values);
      const change = { url: new URL(endpoint.url), fields: ['secret'] };
      const entries = [entry(caller, 'webhook.secret_rotated', endpointId, change)];
      await executeStatement(tx, recordRotation, { ...ref, entries });
      return { endpoint, previousEndsAt };
    });
    if (rotated === undefined) return webhookProblem('WebhookEndpointNotFound');
    return { kind: 'RotateWebhookSecretSuccess', ...rotated, secret: secret.text };
  }

  async delete(caller: Caller, endpointId: string): Promise<DeleteOutcome> {
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const deleted = await this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const endpoint = await lockEndpoint(tx, ref);
      if (endpoint === undefined) return false;
      const entries = [entry(caller, 'webhook.deleted', endpointId, { url: new URL(endpoint.url), fields: [] })];
      await executeStatement(tx, deleteEndpoint, { ...ref, entries });
      return true;
    });
    return deleted
      ? { kind: 'DeleteWebhookEndpointSuccess', deletedId: endpointId }
      : webhookProblem('WebhookEndpointNotFound');
  }

  async #found(tx: Transaction, ref: { workspaceId: string; endpointId: string }): Promise<EndpointRow> {
    const [endpoint] = await findEndpoints(tx, ref.workspaceId, [ref.endpointId]);
    if (endpoint === undefined) throw new Error('a webhook endpoint that was written was not found');
    return endpoint;
  }
}

/** An audit event. It names the endpoint by its host: the rest of the URL may hold a secret of the receiver. */
const entry = (
  caller: Caller,
  action: AuditAction,
  endpointId: string,
  { url, fields }: { readonly url: URL; readonly fields: readonly string[] },
) => auditEntry(caller, action, endpointId, fields, url.host);
