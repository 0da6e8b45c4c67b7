import { Field, ObjectType } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { toGlobalId } from '../infra/ids/ids.js';

@ObjectType({
  description: 'One customer of this API, with integrations, API keys and an audit trail of its own.',
  implements: Node,
  simpleResolvers: true,
})
export class Workspace extends Node {
  @Field(() => String, { description: 'As the operator named it.' })
  name: string;
}

export const toWorkspace = (row: { id: string; name: string }): Workspace =>
  Object.assign(new Workspace(), { id: toGlobalId('Workspace', row.id), name: row.name });
