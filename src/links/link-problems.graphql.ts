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
    'The integration is disabled: nothing is linked, no token is issued and no data read until it is enabled. Links stay.',
  implements: Problem,
  simpleResolvers: true,
})
export class IntegrationDisabled extends Problem {}

@ObjectType({
  description: 'No company of this country can be linked with the keys that are saved. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class RegionNotSupported extends Problem {
  @Field(() => [CountryCode], { description: 'The countries that can be linked now.' })
  linkableCountries: readonly string[];
}

@ObjectType({
  description: 'The platform did not answer, or not in time. Nothing is lost: try again.',
  implements: Problem,
  simpleResolvers: true,
})
export class PlatformUnavailable extends Problem {
  @Field(() => Int, { nullable: true, description: 'How long to wait first, when the platform said so.' })
  retryAfterSeconds: number | null;
}
