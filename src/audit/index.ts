// The slice `audit`: who changed what, when, in a workspace. Here belongs how audit events are written, kept and read.
// What is worth an event is decided by the slice that makes the change. This manifest lists what the slice adds to the
// program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { Slice } from '../infra/slices/slice.js';
import { AuditService } from './audit.service.js';
import { auditEventEntity } from './audit-event.entity.js';
import { type AuditEvent, toAuditEvent } from './audit-event.graphql.js';
import { AuditEventResolver } from './audit-event.resolver.js';
import { findAuditEvents } from './audit-page.repository.js';

interface AuditServices {
  readonly audit: AuditService;
}

interface AuditLoaders {
  readonly auditEvent: DataLoader<string, AuditEvent | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends AuditServices {}
  interface Loaders extends AuditLoaders {}
}

export const audit: Slice<AuditServices, AuditLoaders> = {
  name: 'audit',
  entities: [auditEventEntity],
  resolvers: [{ type: AuditEventResolver, create: ({ audit }) => new AuditEventResolver(audit) }],
  nodeTypes: {
    AuditEvent: { scope: 'AUDIT_READ', find: ({ loaders }, id) => loaders.auditEvent.load(id) },
  },
  services: { audit: ({ database }) => new AuditService(database) },
  loaders: {
    auditEvent: ({ db, workspaceId }) => loaderById((ids) => findAuditEvents(db, workspaceId, ids), toAuditEvent),
  },
};
