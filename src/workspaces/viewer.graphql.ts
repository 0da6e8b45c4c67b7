import { Field, ObjectType } from 'type-graphql';
import { ApiKey, ApiScope } from './api-key.graphql.js';
import { Workspace } from './workspace.graphql.js';

@ObjectType({ description: 'Who is calling.', simpleResolvers: true })
export class Viewer {
  @Field(() => Workspace, { description: 'The workspace that the key belongs to: all that it can see.' })
  workspace: Workspace;

  @Field(() => ApiKey, {
    nullable: true,
    description: 'The key that this request came with; it may always see itself.',
  })
  apiKey: ApiKey | null;

  @Field(() => [ApiScope], { description: 'What this request may do.' })
  scopes: readonly ApiScope[];
}
