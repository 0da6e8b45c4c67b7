import { Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { CompanyNotFound } from '../links/link-problems.graphql.js';
import { Company, toCompany } from './company.graphql.js';
import type { CreateCompanyOutcome, UpdateCompanyOutcome } from './company.outcomes.js';

const NAME = 'The name, 1 to 200 characters. Names need not be unique.';

@InputType({ description: 'The company to create.' })
export class CreateCompanyInput {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the company, 1 to 200 characters, unique in the workspace. Left out: none.',
  })
  externalId?: string | null;
}

@InputType({ description: 'The fields to change. Fields that are left out keep their values.' })
export class UpdateCompanyInput {
  @Field(() => ID, { description: 'The id of the company.' })
  companyId: string;

  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the company, unique in the workspace. Null removes it.',
  })
  externalId?: string | null;
}

@OutputType('The company was created.')
export class CreateCompanySuccess {
  @Field(() => Company, { description: 'The new company.' })
  company: Company;
}

@OutputType('The company has the requested values, by this call or an earlier one.')
export class UpdateCompanySuccess {
  @Field(() => Company, { description: 'The company after the change.' })
  company: Company;
}

@ProblemType('Another company of this workspace has this external id. Nothing was changed.')
export class ExternalIdTaken extends Problem {
  @Field(() => Company, { description: 'The company with this external id.' })
  company: Company;
}

export const CreateCompanyResult = resultUnion('CreateCompanyResult', 'The result of creating a company.', {
  CreateCompanySuccess,
  ExternalIdTaken,
});

export const UpdateCompanyResult = resultUnion('UpdateCompanyResult', 'The result of changing a company.', {
  UpdateCompanySuccess,
  CompanyNotFound,
  ExternalIdTaken,
});

const externalIdTaken = (outcome: Extract<CreateCompanyOutcome, { kind: 'ExternalIdTaken' }>) => ({
  ...outcome,
  company: toCompany(outcome.company),
});

export const toCreateResult = (outcome: CreateCompanyOutcome) =>
  toResult<CreateCompanyOutcome, typeof CreateCompanyResult>(outcome, {
    CreateCompanySuccess: ({ company }) => ({ company: toCompany(company) }),
    ExternalIdTaken: externalIdTaken,
  });

export const toUpdateResult = (outcome: UpdateCompanyOutcome) =>
  toResult<UpdateCompanyOutcome, typeof UpdateCompanyResult>(outcome, {
    UpdateCompanySuccess: ({ company }) => ({ company: toCompany(company) }),
    ExternalIdTaken: externalIdTaken,
  });
