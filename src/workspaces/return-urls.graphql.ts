import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { Url } from '../infra/graphql/scalars.graphql.js';
import { Workspace } from './workspace.graphql.js';

@InputType({ description: 'The allow-list of URLs that customers may be sent back to.' })
export class SetReturnUrlsInput {
  @Field(() => [Url], {
    description:
      'All of them, at most 20; they take the place of those before. Each is https, or http on localhost, without user, password and fragment, and is matched whole, its query too.',
  })
  returnUrls: URL[];
}

@ObjectType({ description: 'The allow-list is as given, by this call or before it.', simpleResolvers: true })
export class SetReturnUrlsSuccess {
  @Field(() => Workspace, { description: 'With its `returnUrls`.' })
  workspace: Workspace;
}

@ObjectType({
  description: 'A return URL cannot be allowed, or is not on the allow-list. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class ReturnUrlNotAllowed extends Problem {}

export const SetReturnUrlsResult = createUnionType({
  name: 'SetReturnUrlsResult',
  description: 'What came of setting the allow-list.',
  types: () => [SetReturnUrlsSuccess, ReturnUrlNotAllowed] as const,
});
