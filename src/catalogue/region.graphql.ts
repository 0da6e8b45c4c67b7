import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { flagOf } from '../infra/config/flag.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { CountryCode, DateOnly } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { RegionData } from './catalogue.repository.js';
import { coveredVersions, isLinkable } from './coverage.rules.js';

export enum RegionAvailability {
  CONFIRMED = 'CONFIRMED',
  LISTED = 'LISTED',
  NOT_COVERED = 'NOT_COVERED',
}
registerEnumType(RegionAvailability, {
  name: 'RegionAvailability',
  description: 'How sure it is that an API version covers a country.',
  valuesConfig: {
    CONFIRMED: { description: "In the platform's own current list." },
    LISTED: { description: "In this integration's list, not confirmed by the platform today." },
    NOT_COVERED: { description: 'Not covered by this API version.' },
  },
});

@ObjectType({
  description: 'What one API version offers in one country, who says so, and when.',
  simpleResolvers: true,
})
export class RegionCoverage {
  @Field(() => String, { description: 'The platform API version, e.g. 3.1.' })
  apiVersion: string;

  @Field(() => RegionAvailability, { description: 'How sure it is.' })
  availability: RegionAvailability;

  @Field(() => String, { nullable: true, description: 'What else is known about it.' })
  note: string | null;

  @Field(() => String, { description: 'Where the statement is from.' })
  source: string;

  @Field(() => DateOnly, { description: 'When the source said so.' })
  asOf: string;
}

@RequiresScope('INTEGRATIONS_READ')
@ObjectType({
  description: 'A country, and whether companies of it can be linked through an integration.',
  implements: Node,
  simpleResolvers: true,
})
export class SupportedRegion extends Node {
  @Field(() => CountryCode, { description: 'ISO 3166-1 alpha-2, upper case: GB, not UK.' })
  countryCode: string;

  @Field(() => String, { description: 'Its English name.' })
  name: string;

  @Field(() => String, { description: 'Its flag as an emoji, as the link page shows it.' })
  flag: string;

  @Field(() => Boolean, { description: 'Whether this integration supports it at all.' })
  supported: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, where it is not supported.' })
  reason: string | null;

  @Field(() => [RegionCoverage], { description: 'What each API version offers here, newest version first.' })
  coverage: readonly RegionCoverage[];

  @Field(() => Boolean, {
    description:
      'With the credentials that are saved now, can a company of this country be linked? True when a current set covers it, whether the integration is enabled or not.',
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
