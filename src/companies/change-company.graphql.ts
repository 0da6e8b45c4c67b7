import { createUnionType, Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
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

export const CreateCompanyResult = createUnionType({
  name: 'CreateCompanyResult',
  description: 'The result of creating a company.',
  types: () => [CreateCompanySuccess, ExternalIdTaken] as const,
});

export const UpdateCompanyResult = createUnionType({
  name: 'UpdateCompanyResult',
  description: 'The result of changing a company.',
  types: () => [UpdateCompanySuccess, CompanyNotFound, ExternalIdTaken] as const,
});

const externalIdTaken = (outcome: Extract<CreateCompanyOutcome, { kind: 'ExternalIdTaken' }>) =>
  objectOf(ExternalIdTaken)({ ...outcome, company: toCompany(outcome.company) });

export const toCreateResult = (outcome: CreateCompanyOutcome): typeof CreateCompanyResult =>
  toResult(outcome, {
    CreateCompanySuccess: ({ company }) => objectOf(CreateCompanySuccess)({ company: toCompany(company) }),
    ExternalIdTaken: externalIdTaken,
  });

export const toUpdateResult = (outcome: UpdateCompanyOutcome): typeof UpdateCompanyResult =>
  toResult(outcome, {
    UpdateCompanySuccess: ({ company }) => objectOf(UpdateCompanySuccess)({ company: toCompany(company) }),
    CompanyNotFound: objectOf(CompanyNotFound),
    ExternalIdTaken: externalIdTaken,
  });
