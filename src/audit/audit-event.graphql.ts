import { Field } from 'type-graphql';
import { connectionOf, type Page, toPage } from '../infra/graphql/connection.graphql.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { AuditEventRow } from './audit-page.repository.js';

@RequiresScope('AUDIT_READ')
@OutputType('Records who changed what and when. It is written in the same transaction as the change itself.', Node)
export class AuditEvent extends Node {
  @Field(() => DateTime, { description: "When the event happened, by the database's clock." })
  occurredAt: Date;

  @Field(() => String, {
    description: 'Who made the change: an API key by name and prefix, such as `default (ll_7Qk3vZ1a)`, or `cli`.',
  })
  actor: string;

  @Field(() => String, { description: 'What was done, as `noun.verb`, such as `credentials.saved`.' })
  action: string;

  // `target: Node` is resolved by src/api/node.resolver.ts: the audit slice does not import the types of its targets.
  targetId: string;

  @Field(() => String, {
    description: "The name of the target's type, such as `Company`. It is there after the target was deleted, too.",
  })
  targetType: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of the target when the event happened, for targets that can be deleted: companies, their links (by the name of the company) and credential sets.',
  })
  targetLabel: string | null;

  @Field(() => [String], {
    description:
      'The names of the changed fields, never their values. Of `request.sent`: the method with the path, without ids, and the status of the answer.',
  })
  changedFields: readonly string[];

  @Field(() => String, {
    description: 'The id that the answer carried in `X-Request-Id`, or `cli` for the command line.',
  })
  requestId: string;
}

export const AuditEventConnection = connectionOf(AuditEvent, {
  edge: 'An audit event',
  one: 'event',
  many: 'events',
  page: 'audit events, newest first',
});

export function toAuditEvent(row: AuditEventRow): AuditEvent {
  return Object.assign(new AuditEvent(), {
    id: toGlobalId('AuditEvent', row.id),
    occurredAt: row.occurred_at,
    actor: row.actor,
    action: row.action,
    targetId: toGlobalId(row.target_type, row.target_id),
    targetType: row.target_type,
    targetLabel: row.target_label,
    changedFields: row.changed_fields,
    requestId: row.request_id,
  });
}

const toCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toAuditPage(rows: readonly AuditEventRow[], first: number, after: boolean): Page<AuditEvent> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: toCursor(row.id), node: toAuditEvent(row) }));
  return toPage(edges, rows.length > first, after);
}
