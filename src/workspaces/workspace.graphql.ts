import { Field } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { toGlobalId } from '../infra/ids/ids.js';

@OutputType('One customer of this API, with its own integrations, API keys and audit trail.', Node)
export class Workspace extends Node {
  @Field(() => String, {
    description: 'The name that the operator gave it. Customers see it on the link page.',
  })
  name: string;
}

export const toWorkspace = (row: { id: string; name: string }): Workspace =>
  Object.assign(new Workspace(), { id: toGlobalId('Workspace', row.id), name: row.name });
