import { Field, InterfaceType } from 'type-graphql';

/** The GraphQL interface of every expected refusal. `infra/errors/problem.ts` has the same without GraphQL. */
@InterfaceType({
  description:
    'An expected refusal that the caller can act on. New problems may join a result later: select `... on Problem { code message }` and none is ever missed.',
})
export abstract class Problem {
  @Field(() => String, {
    description: 'Stable, for programs: the type name in capitals, e.g. VERSION_CONFLICT.',
  })
  code: string;

  @Field(() => String, {
    description: 'For people: what happened and what to do next. It never repeats what was sent.',
  })
  message: string;
}
