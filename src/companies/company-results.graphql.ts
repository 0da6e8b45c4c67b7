import { unreachable } from '../infra/errors/problem.js';
import { toProblem } from '../infra/graphql/problem.graphql.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { toCompanyLink } from '../links/company-link.graphql.js';
import { CompanyNotFound } from '../links/link-problems.graphql.js';
import {
  type CreateCompanyResult,
  CreateCompanySuccess,
  ExternalIdTaken,
  type UpdateCompanyResult,
  UpdateCompanySuccess,
} from './change-company.graphql.js';
import { toCompany } from './company.graphql.js';
import type { CreateCompanyOutcome, DeleteCompanyOutcome, UpdateCompanyOutcome } from './company.outcomes.js';
import { CompanyInUse, type DeleteCompanyResult, DeleteCompanySuccess } from './delete-company.graphql.js';

export function toCreateResult(outcome: CreateCompanyOutcome): typeof CreateCompanyResult {
  switch (outcome.kind) {
    case 'CreateCompanySuccess':
      return Object.assign(new CreateCompanySuccess(), { company: toCompany(outcome.company) });
    case 'ExternalIdTaken':
      return toProblem(ExternalIdTaken, { ...outcome, company: toCompany(outcome.company) });
    default:
      return unreachable(outcome);
  }
}

export function toUpdateResult(outcome: UpdateCompanyOutcome): typeof UpdateCompanyResult {
  switch (outcome.kind) {
    case 'UpdateCompanySuccess':
      return Object.assign(new UpdateCompanySuccess(), { company: toCompany(outcome.company) });
    case 'CompanyNotFound':
      return toProblem(CompanyNotFound, outcome);
    case 'ExternalIdTaken':
      return toProblem(ExternalIdTaken, { ...outcome, company: toCompany(outcome.company) });
    default:
      return unreachable(outcome);
  }
}

export function toDeleteResult(outcome: DeleteCompanyOutcome): typeof DeleteCompanyResult {
  switch (outcome.kind) {
    case 'DeleteCompanySuccess':
      return Object.assign(new DeleteCompanySuccess(), { companyId: toGlobalId('Company', outcome.id) });
    case 'CompanyNotFound':
      return toProblem(CompanyNotFound, outcome);
    case 'CompanyInUse':
      return toProblem(CompanyInUse, { ...outcome, links: outcome.links.map(toCompanyLink) });
    default:
      return unreachable(outcome);
  }
}
