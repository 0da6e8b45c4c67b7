import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { ApiKey, ApiScope } from './api-key.graphql.js';
import { Workspace } from './workspace.graphql.js';

@OutputType('The caller.')
export class Viewer {
  @Field(() => Workspace, {
    description: 'The workspace of the key. The key has access to this workspace only.',
  })
  workspace: Workspace;

  @Field(() => ApiKey, {
    nullable: true,
    description: 'The API key of this request. A key may always read itself.',
  })
  apiKey: ApiKey | null;

  @Field(() => [ApiScope], { description: 'The scopes of this request.' })
  scopes: readonly ApiScope[];
}
