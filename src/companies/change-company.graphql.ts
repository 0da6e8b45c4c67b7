import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { CompanyNotFound } from '../links/link-problems.graphql.js';
import { Company, toCompany } from './company.graphql.js';
import type { CreateCompanyOutcome, UpdateCompanyOutcome } from './company.outcomes.js';

const NAME = 'What to call it, 1 to 200 characters; names need not be unique.';

@InputType({ description: 'The company to make.' })
export class CreateCompanyInput {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for it, 1 to 200 characters, unique in the workspace; left out: none.',
  })
  externalId?: string | null;
}

@InputType({ description: 'What to change about which company; what is left out stays.' })
export class UpdateCompanyInput {
  @Field(() => ID, { description: 'Its id.' })
  companyId: string;

  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for it, unique in the workspace; null takes it away.',
  })
  externalId?: string | null;
}

@ObjectType({ description: 'The company exists now.', simpleResolvers: true })
export class CreateCompanySuccess {
  @Field(() => Company, { description: 'As it was made.' })
  company: Company;
}

@ObjectType({ description: 'The company is as asked for, by this call or before it.', simpleResolvers: true })
export class UpdateCompanySuccess {
  @Field(() => Company, { description: 'As it is now.' })
  company: Company;
}

@ObjectType({
  description: 'A company of this workspace has this external id already. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class ExternalIdTaken extends Problem {
  @Field(() => Company, { description: 'The company that has it.' })
  company: Company;
}

export const CreateCompanyResult = createUnionType({
  name: 'CreateCompanyResult',
  description: 'What came of making a company.',
  types: () => [CreateCompanySuccess, ExternalIdTaken] as const,
});

export const UpdateCompanyResult = createUnionType({
  name: 'UpdateCompanyResult',
  description: 'What came of changing a company.',
  types: () => [UpdateCompanySuccess, CompanyNotFound, ExternalIdTaken] as const,
});

const idTaken = (taken: Extract<CreateCompanyOutcome, { kind: 'ExternalIdTaken' }>) =>
  objectOf(ExternalIdTaken)({ ...taken, company: toCompany(taken.company) });

export const toCreateResult = (outcome: CreateCompanyOutcome): typeof CreateCompanyResult =>
  toResult(outcome, {
    CreateCompanySuccess: ({ company }) => objectOf(CreateCompanySuccess)({ company: toCompany(company) }),
    ExternalIdTaken: idTaken,
  });

export const toUpdateResult = (outcome: UpdateCompanyOutcome): typeof UpdateCompanyResult =>
  toResult(outcome, {
    UpdateCompanySuccess: ({ company }) => objectOf(UpdateCompanySuccess)({ company: toCompany(company) }),
    CompanyNotFound: objectOf(CompanyNotFound),
    ExternalIdTaken: idTaken,
  });
