import { Field, ObjectType } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { toGlobalId } from '../infra/ids/ids.js';

@ObjectType({
  description: 'One customer of this API, with its own integrations, API keys and audit trail.',
  implements: Node,
  simpleResolvers: true,
})
export class Workspace extends Node {
  @Field(() => String, {
    description: 'The name that the operator gave it. Customers see it on the link page.',
  })
  name: string;
}

export const toWorkspace = (row: { id: string; name: string }): Workspace =>
  Object.assign(new Workspace(), { id: toGlobalId('Workspace', row.id), name: row.name });
