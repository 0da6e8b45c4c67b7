import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { validate } from 'uuid';
import { AuditEvent } from '../audit/audit-event.graphql.js';
import { apiError } from '../infra/errors/api-error.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { NoScope } from '../infra/graphql/scopes.js';
import { parseGlobalId } from '../infra/ids/ids.js';
import { countMissingNode } from '../infra/observability/metrics.js';
import type { NodeType, Slice } from '../infra/slices/slice.js';
import type { RequestContext } from './context.js';

/** By the type's name in global ids. */
export type NodeTypes = ReadonlyMap<string, NodeType>;

/**
 * Every type that has an id, and how an object of it is found.
 * @throws when two slices give the same type.
 */
export function nodeTypesOf(slices: readonly Slice[]): NodeTypes {
  const types = new Map<string, NodeType>();
  for (const { name: slice, nodeTypes = {} } of slices)
    for (const [name, type] of Object.entries(nodeTypes)) {
      if (types.has(name)) throw new Error(`the node type "${name}" is given twice, at last by ${slice}`);
      types.set(name, type);
    }
  return types;
}

@Resolver(() => AuditEvent)
export class NodeResolver {
  constructor(private readonly types: NodeTypes) {}

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
    return this.#find(ctx, id, 'id');
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description: 'What was changed; null when it is gone, or when the key may not see its type.',
  })
  target(@Root() event: AuditEvent, @Ctx() ctx: RequestContext): Promise<Node | null> {
    return this.#find(ctx, event.targetId, 'targetId');
  }

  async #find(ctx: RequestContext, id: string, argument: string): Promise<Node | null> {
    const { type: name, local } = parseGlobalId(id, argument);
    const type = this.types.get(name);
    if (type === undefined || (!type.natural && !validate(local))) {
      throw apiError(
        'BAD_USER_INPUT',
        `\`${argument}\` is not an id of this API: give back an id exactly as it was answered.`,
      );
    }
    if (type.scope !== null && !ctx.actor.scopes.has(type.scope)) return null;
    const found = await type.find(ctx, local);
    // An id of another workspace and an id that never existed look the same: both are counted, and neither is logged.
    if (found === null) countMissingNode();
    return found;
  }
}
