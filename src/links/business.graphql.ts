import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { CountryCode } from '../infra/graphql/scalars.graphql.js';
import type { BusinessData } from './business.rules.js';

@OutputType("A company data file at the platform to which the customer's sign-in gives access.")
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

  @Field(() => String, {
    nullable: true,
    description:
      'Where the customer can choose among businesses of the same name: what tells this one from the others (country, place, day of creation, end of the id). Also says that it is a demo company. Null otherwise.',
  })
  details: string | null;
}

export const toBusiness = (business: BusinessData): Business =>
  Object.assign(new Business(), { details: null, ...business });
