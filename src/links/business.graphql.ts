import { Field, ObjectType } from 'type-graphql';
import { CountryCode } from '../infra/graphql/scalars.graphql.js';
import type { BusinessData } from './business.rules.js';

@ObjectType({
  description: "A company data file at the platform to which the customer's sign-in gives access.",
  simpleResolvers: true,
})
export class Business {
  @Field(() => String, {
    description: "The platform's id of the business. Ids of different API versions cannot be compared.",
  })
  id: string;

  @Field(() => String, { description: 'The name at the platform.' })
  name: string;

  @Field(() => CountryCode, {
    nullable: true,
    description: 'The country of the business. Null when the platform does not return it.',
  })
  countryCode: string | null;

  @Field(() => Boolean, {
    description: 'Whether the platform uses this business when a call names none.',
  })
  isLead: boolean;
}

export const toBusiness = ({ id, name, countryCode, isLead }: BusinessData): Business =>
  Object.assign(new Business(), { id, name, countryCode, isLead });
