import { Field, Int, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { CountryCode } from '../infra/graphql/scalars.graphql.js';

@ObjectType({
  description: 'There is no such company in this workspace.',
  implements: Problem,
  simpleResolvers: true,
})
export class CompanyNotFound extends Problem {}

@ObjectType({
  description: 'There is no such link in this workspace.',
  implements: Problem,
  simpleResolvers: true,
})
export class LinkNotFound extends Problem {}

@ObjectType({
  description:
    'The integration is disabled. Until it is enabled, no company is linked, no token is issued and no data is read. Links are kept.',
  implements: Problem,
  simpleResolvers: true,
})
export class IntegrationDisabled extends Problem {}

@ObjectType({
  description: 'No company of this country can be linked with the saved keys. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class RegionNotSupported extends Problem {
  @Field(() => [CountryCode], { description: 'The countries that can be linked now.' })
  linkableCountries: readonly string[];
}

@ObjectType({
  description: 'The platform did not answer in time. Nothing is lost. Try again.',
  implements: Problem,
  simpleResolvers: true,
})
export class PlatformUnavailable extends Problem {
  @Field(() => Int, {
    nullable: true,
    description: 'The time to wait before the next try. Null when it is not known.',
  })
  retryAfterSeconds: number | null;
}
