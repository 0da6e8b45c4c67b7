import { Field, Int } from 'type-graphql';
import { OutputType } from '../../infra/graphql/output-type.js';
import { DateTime } from '../../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';

@RequiresScope('PLATFORM_READ')
@OutputType(
  'How many requests may be sent to the platform for a link. All processes share it. The application of the link has a limit of its own, for all of its links together.',
)
export class RequestBudget {
  @Field(() => Int, { description: 'Requests of the link in a minute.' })
  perMinute: number;

  @Field(() => Int, { description: 'Requests of the link that could be sent now without waiting for a turn.' })
  free: number;

  @Field(() => Int, { description: 'Requests of the application in a second.' })
  applicationPerSecond: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when nothing is sent, because the platform refused for its limit. Null: requests are sent.',
  })
  closedUntil: Date | null;
}
