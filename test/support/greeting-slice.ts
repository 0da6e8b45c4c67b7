import type DataLoader from 'dataloader';
import { Arg, Ctx, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../src/api/context.js';
import { loaderById } from '../../src/infra/graphql/loader-by-id.js';
import { Node } from '../../src/infra/graphql/node.graphql.js';
import { RequiresScope } from '../../src/infra/graphql/scopes.js';
import { localId, toGlobalId } from '../../src/infra/ids/ids.js';
import type { Slice } from '../../src/infra/slices/slice.js';

/** A slice as small as one can be: one service, one loader, one field, one node type and one job, without a table. */

@RequiresScope('COMPANIES_READ')
@ObjectType({ description: 'A greeting.', implements: Node, simpleResolvers: true })
export class Greeting extends Node {}

@Resolver()
class GreetingResolver {
  constructor(private readonly greetings: GreetingService) {}

  @RequiresScope('COMPANIES_READ')
  @Query(() => Greeting, { nullable: true, description: 'A greeting by its id.' })
  greeting(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Greeting | null> {
    this.greetings.asked++;
    return loaders.greeting.load(localId(id, 'Greeting', 'id'));
  }
}

class GreetingService {
  asked = 0;
  running = false;
}

interface GreetingServices {
  readonly greetings: GreetingService;
}

interface GreetingLoaders {
  readonly greeting: DataLoader<string, Greeting | null>;
}

declare module '../../src/infra/slices/slice.js' {
  interface Services extends GreetingServices {}
  interface Loaders extends GreetingLoaders {}
}

export const GREETING = '00000000-0000-7000-8000-000000000001';

export const greetings: Slice<GreetingServices, GreetingLoaders> = {
  name: 'greetings',
  resolvers: [{ type: GreetingResolver, create: ({ greetings }) => new GreetingResolver(greetings) }],
  nodeTypes: {
    Greeting: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.greeting.load(id) },
  },
  jobs: [
    {
      start: ({ greetings }) => {
        greetings.running = true;
        return () => {
          greetings.running = false;
        };
      },
    },
  ],
  services: { greetings: () => new GreetingService() },
  loaders: {
    greeting: () =>
      loaderById(
        async (ids) => ids.filter((id) => id === GREETING).map((id) => ({ id })),
        ({ id }) => Object.assign(new Greeting(), { id: toGlobalId('Greeting', id) }),
      ),
  },
};
