import { Field, InterfaceType } from 'type-graphql';

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

/** Makes a GraphQL object of the class that the problem's kind stands for. */
export function toProblem<P extends Problem>(type: new () => P, problem: Omit<P, never>): P {
  return Object.assign(new type(), problem);
}
