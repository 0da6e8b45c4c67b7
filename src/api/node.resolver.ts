import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { validate } from 'uuid';
import { AuditEvent } from '../audit/audit-event.graphql.js';
import { apiError } from '../infra/errors/api-error.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { NoScope } from '../infra/graphql/scopes.js';
import { parseGlobalId, toGlobalId } from '../infra/ids/ids.js';
import { countMissingNode } from '../infra/observability/metrics.js';
import type { Scope } from '../workspaces/api-key.rules.js';
import { toWorkspace } from '../workspaces/workspace.graphql.js';
import type { RequestContext } from './context.js';

interface NodeType {
  /** What seeing such an object takes; the same as on its type. */
  readonly scope: Scope | null;
  readonly find: (ctx: RequestContext, local: string) => Promise<Node | null>;
  /** Ids of reference data are natural keys. */
  readonly natural?: true;
}

/** Every type that has an id, and how it is found within the caller's workspace. */
const NODE_TYPES: Readonly<Record<string, NodeType>> = {
  Workspace: {
    scope: null,
    find: async ({ actor }, id) =>
      id === actor.workspaceId ? toWorkspace({ id: actor.workspaceId, name: actor.workspaceName }) : null,
  },
  ApiKey: { scope: 'API_KEYS_WRITE', find: ({ loaders }, id) => loaders.apiKey.load(id) },
  AuditEvent: { scope: 'AUDIT_READ', find: ({ loaders }, id) => loaders.auditEvent.load(id) },
  Integration: {
    scope: 'INTEGRATIONS_READ',
    natural: true,
    find: ({ loaders }, key) => loaders.integration.load(key),
  },
  SupportedRegion: { scope: 'INTEGRATIONS_READ', natural: true, find: findRegion },
  CredentialSet: { scope: 'INTEGRATIONS_READ', find: ({ loaders }, id) => loaders.credentialSet.load(id) },
  Company: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.company.load(id) },
  CompanyLink: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.companyLink.load(id) },
};

@Resolver(() => AuditEvent)
export class NodeResolver {
  @NoScope()
  @Query(() => Node, {
    nullable: true,
    description:
      'Any object by its id; null when there is none in this workspace, or when the key may not see its type.',
  })
  node(
    @Ctx() ctx: RequestContext,
    @Arg('id', () => ID, { description: 'An id as this API answered it.' }) id: string,
  ): Promise<Node | null> {
    return findNode(ctx, id, 'id');
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description: 'What was changed; null when it is gone, or when the key may not see its type.',
  })
  target(@Root() event: AuditEvent, @Ctx() ctx: RequestContext): Promise<Node | null> {
    return findNode(ctx, event.targetId, 'targetId');
  }
}

async function findNode(ctx: RequestContext, id: string, argument: string): Promise<Node | null> {
  const { type, local } = parseGlobalId(id, argument);
  const door = NODE_TYPES[type];
  if (door === undefined || (!door.natural && !validate(local))) {
    throw apiError(
      'BAD_USER_INPUT',
      `\`${argument}\` is not an id of this API: give back an id exactly as it was answered.`,
    );
  }
  if (door.scope !== null && !ctx.actor.scopes.has(door.scope)) return null;
  const found = await door.find(ctx, local);
  // An id of another workspace cannot be told from one that never was: both are counted, neither is written down.
  if (found === null) countMissingNode();
  return found;
}

async function findRegion({ loaders }: RequestContext, local: string): Promise<Node | null> {
  const [key = ''] = local.split(':');
  const integration = await loaders.integration.load(key);
  const id = toGlobalId('SupportedRegion', local);
  return integration?.supportedRegions.find((region) => region.id === id) ?? null;
}
