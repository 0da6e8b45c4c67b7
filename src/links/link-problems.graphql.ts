import { Field, Int } from 'type-graphql';
import { ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { CountryCode } from '../infra/graphql/scalars.graphql.js';

@ProblemType('There is no such company in this workspace.')
export class CompanyNotFound extends Problem {}

@ProblemType('There is no such link in this workspace.')
export class LinkNotFound extends Problem {}

@ProblemType(
  'The integration is disabled. Until it is enabled, no company is linked, no token is issued and no data is read. Links are kept.',
)
export class IntegrationDisabled extends Problem {}

@ProblemType('No company of this country can be linked with the saved keys. Nothing was changed.')
export class RegionNotSupported extends Problem {
  @Field(() => [CountryCode], { description: 'The countries that can be linked now.' })
  linkableCountries: readonly string[];
}

@ProblemType('The platform did not answer in time. Nothing is lost. Try again.')
export class PlatformUnavailable extends Problem {
  @Field(() => Int, {
    nullable: true,
    description: 'The time to wait before the next try. Null when it is not known.',
  })
  retryAfterSeconds: number | null;
}
