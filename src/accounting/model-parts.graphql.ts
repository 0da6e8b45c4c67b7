import { Field, ID, Int } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateOnly, Decimal } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type {
  Address as AddressData,
  TaxRateComponent as ComponentData,
  AllocationEntry as EntryData,
  SalePrice as PriceData,
  TaxRateValidity as ValidityData,
} from '../providers/model-parts.js';
import { AllocationSide } from './model-enums.graphql.js';
import { Reference } from './source-record.graphql.js';

/** Decorates a nullable amount. */
const Amount = (description: string) => Field(() => Decimal, { nullable: true, description });
/** Decorates a nullable text. */
const Text = (description: string) => Field(() => String, { nullable: true, description });
/** Decorates a nullable reference. */
const Named = (description: string) => Field(() => Reference, { nullable: true, description });
/** Decorates a nullable day. */
const Day = (description: string) => Field(() => DateOnly, { nullable: true, description });

@RequiresScope('DATA_READ')
@OutputType('A postal address.')
export class Address implements AddressData {
  @Field(() => [String], { description: 'Street and house, in lines.' })
  lines: readonly string[];
  @Text('The city.')
  city: string | null;
  @Text('The county, state or province.')
  region: string | null;
  @Text('The postal code.')
  postalCode: string | null;
  @Text('The country as the platform writes it, most often ISO 3166-1 alpha-2.')
  country: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('A line of a document, or of a payment without an invoice.')
export class DocumentLine {
  @Field(() => ID, { nullable: true, description: "The platform's own id of the line." })
  id: string | null;
  @Field(() => Int, { description: 'Its place among the lines, from 1.' })
  position: number;
  @Text('What was sold or bought.')
  description: string | null;
  @Named('The product or service.')
  item: Reference | null;
  @Named('The account on which the line is booked.')
  account: Reference | null;
  @Amount('How many pieces, hours or the like.')
  quantity: string | null;
  @Amount('The price of one.')
  unitPrice: string | null;
  @Amount('The discount of the line.')
  discount: string | null;
  @Amount('The amount without tax.')
  net: string | null;
  @Amount('The tax.')
  tax: string | null;
  @Amount('The amount with tax.')
  total: string | null;
  @Named('The tax rate.')
  taxRate: Reference | null;
  @Field(() => [Reference], { description: 'The categories by which the line is analysed.' })
  tracking: readonly Reference[];
}

@RequiresScope('DATA_READ')
@OutputType('The sum of the lines of a document with one tax rate.')
export class TaxLine {
  @Named('The tax rate.')
  taxRate: Reference | null;
  @Amount('The amount without tax.')
  net: string | null;
  @Amount('The tax.')
  tax: string | null;
  @Amount('The amount with tax.')
  total: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('An amount that settles an invoice.')
export class AllocationEntry implements Omit<EntryData, 'record'> {
  @Named('The other record: what is settled, or what settles.')
  record: Reference | null;
  @Amount('The amount, which is never negative.')
  amount: string | null;
  @Field(() => AllocationSide, {
    nullable: true,
    description: 'What the other record is. Null: the platform does not say.',
  })
  side: 'SETTLED' | 'SETTLING' | null;
  @Amount('The discount that was given for it.')
  discount: string | null;
  @Day('The day on which it was allocated.')
  date: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('One side of a journal.')
export class JournalLine {
  @Named('The account.')
  account: Reference | null;
  @Amount('The debit.')
  debit: string | null;
  @Amount('The credit.')
  credit: string | null;
  @Amount('The amount without tax, where the platform has both.')
  net: string | null;
  @Named('The tax rate.')
  taxRate: Reference | null;
  @Named('The customer or supplier.')
  contact: Reference | null;
  @Text('What the line says.')
  description: string | null;
  @Field(() => [Reference], { description: 'The categories by which the line is analysed.' })
  tracking: readonly Reference[];
}

@RequiresScope('DATA_READ')
@OutputType('A percentage and the days between which it holds.')
export class TaxRateValidity implements ValidityData {
  @Amount('The percentage.')
  percentage: string | null;
  @Day('The first day.')
  from: string | null;
  @Day('The last day.')
  to: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('A part of a combined tax rate.')
export class TaxRateComponent implements ComponentData {
  @Text('Its name.')
  name: string | null;
  @Amount('Its percentage.')
  percentage: string | null;
}

@RequiresScope('DATA_READ')
@OutputType('One of several prices of an item.')
export class SalePrice implements PriceData {
  @Text('The name of the price.')
  name: string | null;
  @Amount('The price.')
  price: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether it includes tax.' })
  includesTax: boolean | null;
}
