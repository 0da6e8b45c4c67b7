import { Field, ObjectType } from 'type-graphql';
import { CountryCode } from '../infra/graphql/scalars.graphql.js';
import type { BusinessData } from './business.rules.js';

@ObjectType({
  description: 'A company data file at the platform, which a sign-in reaches.',
  simpleResolvers: true,
})
export class Business {
  @Field(() => String, {
    description: "The platform's own id for it; ids of different API versions cannot be compared.",
  })
  id: string;

  @Field(() => String, { description: 'As the platform names it.' })
  name: string;

  @Field(() => CountryCode, {
    nullable: true,
    description: 'Its country; null when the platform does not say.',
  })
  countryCode: string | null;

  @Field(() => Boolean, {
    description: 'Whether it is the default business: the platform uses it when a call names none.',
  })
  isLead: boolean;
}

export const toBusiness = ({ id, name, countryCode, isLead }: BusinessData): Business =>
  Object.assign(new Business(), { id, name, countryCode, isLead });
