import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { validate } from 'uuid';
import type { RequestContext } from '../api/context.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst, First, notACursor } from '../infra/graphql/page-arguments.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { parseGlobalId } from '../infra/ids/ids.js';
import type { AuditService } from './audit.service.js';
import { AuditEvent, AuditEventConnection, toAuditPage } from './audit-event.graphql.js';

@Resolver(() => AuditEvent)
export class AuditEventResolver {
  constructor(private readonly audit: AuditService) {}

  @RequiresScope('AUDIT_READ')
  @Query(() => AuditEventConnection, { description: 'The audit events of this workspace, newest first.' })
  async auditEvents(
    @Ctx() { caller }: RequestContext,
    @First('events') requestedFirst?: number | null,
    @After('events') after?: string | null,
    @Arg('targetId', () => ID, { nullable: true, description: 'Only events about the object with this id.' })
    targetId?: string | null,
  ): Promise<Page<AuditEvent>> {
    const first = checkFirst(requestedFirst);
    const before = after === undefined || after === null ? undefined : fromCursor(after);
    const target = targetId === undefined || targetId === null ? undefined : parseGlobalId(targetId, 'targetId');
    const page = { limit: first + 1, before, target: target && { type: target.type, id: target.local } };
    return toAuditPage(await this.audit.list(caller, page), first, before !== undefined);
  }
}

function fromCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!validate(id)) throw notACursor();
  return id;
}
