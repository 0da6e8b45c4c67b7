import { Field } from 'type-graphql';
import { flagOf } from '../infra/config/flag.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { CountryCode, DateOnly } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { RegionData } from './catalogue.repository.js';
import { coveredVersions, isLinkable } from './coverage.rules.js';

export const RegionAvailability = describedEnum(
  'RegionAvailability',
  'How certain it is that an API version covers a country.',
  {
    CONFIRMED: "The platform's own current list contains the country.",
    LISTED: "This integration's list contains the country, but the platform's current list does not.",
    NOT_COVERED: 'Not covered by this API version.',
  },
);
export type RegionAvailability = keyof typeof RegionAvailability;

@OutputType('Whether one API version covers one country, with source and date.')
export class RegionCoverage {
  @Field(() => String, { description: 'The platform API version, such as 3.1.' })
  apiVersion: string;

  @Field(() => RegionAvailability, { description: 'How certain the coverage is.' })
  availability: RegionAvailability;

  @Field(() => String, { nullable: true, description: 'A note on the coverage.' })
  note: string | null;

  @Field(() => String, { description: 'The source of the statement.' })
  source: string;

  @Field(() => DateOnly, { description: 'The date of the source.' })
  asOf: string;
}

@RequiresScope('INTEGRATIONS_READ')
@OutputType('A country, and whether companies of it can be linked through an integration.', Node)
export class SupportedRegion extends Node {
  @Field(() => CountryCode, { description: 'ISO 3166-1 alpha-2, upper case: GB, not UK.' })
  countryCode: string;

  @Field(() => String, { description: 'The English name.' })
  name: string;

  @Field(() => String, { description: 'The flag as an emoji, as shown on the link page.' })
  flag: string;

  @Field(() => Boolean, { description: 'Whether this integration supports the country.' })
  supported: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why the country is not supported. Null where it is supported.',
  })
  reason: string | null;

  @Field(() => [RegionCoverage], { description: 'The coverage by each API version, newest version first.' })
  coverage: readonly RegionCoverage[];

  @Field(() => Boolean, {
    description:
      'Whether a company of this country can be linked with the saved credentials. True when a current set covers the country, whether the integration is enabled or not.',
  })
  linkable: boolean;
}

export function toRegion(
  integrationKey: string,
  data: RegionData,
  currentVersions: readonly string[],
): SupportedRegion {
  return Object.assign(new SupportedRegion(), {
    id: toGlobalId('SupportedRegion', `${integrationKey}:${data.countryCode}`),
    countryCode: data.countryCode,
    name: data.name,
    flag: flagOf(data.countryCode),
    supported: data.supported,
    reason: data.reason,
    coverage: data.coverage.map((coverage) => Object.assign(new RegionCoverage(), coverage)),
    linkable: isLinkable(coveredVersions(data), currentVersions),
  });
}
