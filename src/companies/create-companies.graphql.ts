import { Field, InputType, Int } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { CreateCompanyInput } from './change-company.graphql.js';
import { Company, toCompany } from './company.graphql.js';
import type { CreateCompaniesOutcome } from './company.outcomes.js';

@InputType({ description: 'The companies to create.' })
export class CreateCompaniesInput {
  @Field(() => [CreateCompanyInput], {
    description: '1 to 500 companies. Give each an external id, so that the call can be sent again.',
  })
  companies: readonly CreateCompanyInput[];
}

@OutputType('One company of `createCompanies`.')
export class CreatedCompany {
  @Field(() => Company, { description: 'The new company, or the one that has the external id already, as it is.' })
  company: Company;

  @Field(() => Boolean, { description: 'True: this call created it. False: its external id was there before.' })
  created: boolean;
}

@OutputType('Every company is there, by this call or an earlier one.')
export class CreateCompaniesSuccess {
  @Field(() => [CreatedCompany], { description: 'The companies, in the order in which they were sent.' })
  companies: readonly CreatedCompany[];
}

@OutputType('A fault of one of the companies that were sent.')
export class CompanyFault {
  @Field(() => Int, { description: 'The place of the company in the list that was sent. The first is 0.' })
  position: number;

  @Field(() => String, { description: 'The field of the company: `name` or `externalId`.' })
  field: string;

  @Field(() => String, { description: 'The fault and what to do about it, for people.' })
  message: string;
}

@ProblemType('Some of the companies are not valid. Nothing was created.')
export class CompaniesRejected extends Problem {
  @Field(() => [CompanyFault], { description: 'All faults of all companies.' })
  faults: readonly CompanyFault[];
}

export const CreateCompaniesResult = resultUnion('CreateCompaniesResult', 'The result of creating several companies.', {
  CreateCompaniesSuccess,
  CompaniesRejected,
});

export const toCreateCompaniesResult = (outcome: CreateCompaniesOutcome) =>
  toResult<CreateCompaniesOutcome, typeof CreateCompaniesResult>(outcome, {
    CreateCompaniesSuccess: ({ companies }) => ({
      companies: companies.map(({ company, created }) => ({ company: toCompany(company), created })),
    }),
  });
