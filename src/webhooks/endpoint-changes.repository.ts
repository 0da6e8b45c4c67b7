import { recordChange } from '../audit/audit-event.repository.js';
import type { EventType } from '../events/event.rules.js';
import { columns, defineFragment, defineStatement, type Ids, type Now } from '../infra/database/statement.js';
import type { EndpointStatus } from './endpoint.repository.js';

type Ref = Ids<'endpointId'>;

interface NewEndpoint extends Ref, Now {
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly EventType[] | null;
  /** Events up to this one are not sent. */
  readonly eventNo: string;
}

const endpointInserted = defineFragment({
  name: 'endpoint_inserted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, endpoint: NewEndpoint) => `
    INSERT INTO ledgerlink.webhook_endpoint (workspace_id, id, url, description, types, status, created_at, event_no, generation,
           overloads)
    VALUES (${addParameter(endpoint.workspaceId)}, ${addParameter(endpoint.endpointId)}, ${addParameter(endpoint.url)},
           ${addParameter(endpoint.description)}, ${addParameter(endpoint.types)}, 'ENABLED', ${addParameter(endpoint.now)},
           ${addParameter(endpoint.eventNo)}, 0, 0)
    ON CONFLICT (workspace_id, id) DO NOTHING RETURNING id`,
});

/** Writes nothing if the endpoint exists already because the transaction is being repeated. */
export const createEndpoint = defineStatement([endpointInserted, recordChange(endpointInserted)]);

interface ChangedEndpoint extends Ref {
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly EventType[] | null;
  readonly status: EndpointStatus;
  /** Of an endpoint that was disabled: it goes on after this event, and its failures are forgotten. Null: it was not. */
  readonly restartAt: string | null;
}

/** The lease ends: the process that has it would go on with what the endpoint was. */
const endpointUpdated = defineFragment({
  name: 'endpoint_updated',
  sql: (addParameter, { restartAt, ...endpoint }: ChangedEndpoint) => {
    const restart = restartAt === null ? '' : `, failing_since = NULL, event_no = ${addParameter(restartAt)}`;
    return `
    UPDATE ledgerlink.webhook_endpoint
       SET url = ${addParameter(endpoint.url)}, description = ${addParameter(endpoint.description)}, types = ${addParameter(endpoint.types)},
           status = ${addParameter(endpoint.status)}, disabled_reason = NULL, generation = generation + 1, lease_until = NULL,
           rests_until = NULL, overloads = 0${restart}
     WHERE workspace_id = ${addParameter(endpoint.workspaceId)} AND id = ${addParameter(endpoint.endpointId)}`;
  },
});

export const updateEndpoint = defineStatement([endpointUpdated, recordChange()]);

const leaseEnded = defineFragment({
  name: 'lease_ended',
  sql: (addParameter, { workspaceId, endpointId }: Ref) => `
    UPDATE ledgerlink.webhook_endpoint SET generation = generation + 1, lease_until = NULL
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(endpointId)}`,
});

/** Records a rotation. The lease ends: the process that has it would go on with the secrets that it has read. */
export const recordRotation = defineStatement([leaseEnded, recordChange()]);

const endpointDeleted = defineFragment({
  name: 'endpoint_deleted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, endpointId }: Ref) => `
    DELETE FROM ledgerlink.webhook_endpoint WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(endpointId)}
    RETURNING id`,
});

/** Also deletes its secrets, and what was delivered to it. */
export const deleteEndpoint = defineStatement([endpointDeleted, recordChange(endpointDeleted)], endpointDeleted);

/** Records what was done with an endpoint, where the statements of its other tables do it. */
export const recordOfEndpoint = defineStatement([recordChange()]);
