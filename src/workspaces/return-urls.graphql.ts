import { Field, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion } from '../infra/graphql/result-union.js';
import { Url } from '../infra/graphql/scalars.graphql.js';
import { Workspace } from './workspace.graphql.js';

@InputType({ description: 'The list of URLs to which customers may be sent back.' })
export class SetReturnUrlsInput {
  @Field(() => [Url], {
    description:
      'The complete list, at most 20 URLs. It replaces the previous list. Each URL uses https, or http on localhost, and has no user, password or fragment. The whole URL must match, including its query.',
  })
  returnUrls: URL[];
}

@OutputType('The list is saved, by this call or an earlier one.')
export class SetReturnUrlsSuccess {
  @Field(() => Workspace, { description: 'The workspace, with its `returnUrls`.' })
  workspace: Workspace;
}

@ProblemType('A return URL is not valid, or is not in the list of the workspace. Nothing was changed.')
export class ReturnUrlNotAllowed extends Problem {}

export const SetReturnUrlsResult = resultUnion('SetReturnUrlsResult', 'The result of setting the return URLs.', {
  SetReturnUrlsSuccess,
  ReturnUrlNotAllowed,
});
