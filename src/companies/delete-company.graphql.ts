import { Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { CompanyNotFound } from '../links/link-problems.graphql.js';
import type { DeleteCompanyOutcome } from './company.outcomes.js';

@InputType({ description: 'The company to delete.' })
export class DeleteCompanyInput {
  @Field(() => ID, { description: 'The id of the company.' })
  companyId: string;
}

@OutputType('The company and its ended links were deleted. The audit trail is kept.')
export class DeleteCompanySuccess {
  @Field(() => ID, { description: 'The id of the deleted company.' })
  companyId: string;
}

@ProblemType('The company is linked, has lost its access, or is being linked. Unlink it first. Nothing was changed.')
export class CompanyInUse extends Problem {
  @Field(() => [CompanyLink], { description: 'The links that prevent the deletion.' })
  links: readonly CompanyLink[];
}

export const DeleteCompanyResult = resultUnion('DeleteCompanyResult', 'The result of deleting a company.', {
  DeleteCompanySuccess,
  CompanyNotFound,
  CompanyInUse,
});

export const toDeleteResult = (outcome: DeleteCompanyOutcome) =>
  toResult<DeleteCompanyOutcome, typeof DeleteCompanyResult>(outcome, {
    DeleteCompanySuccess: ({ id }) => ({ companyId: toGlobalId('Company', id) }),
    CompanyInUse: (inUse) => ({ ...inUse, links: inUse.links.map(toCompanyLink) }),
  });
