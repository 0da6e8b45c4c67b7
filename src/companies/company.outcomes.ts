import { type Problem, problem, problemsOf } from '../infra/errors/problem.js';
import type { LinkRow } from '../links/company-link.repository.js';
import type { CompanyRow } from './company.repository.js';
import type { CompanyFault } from './company.rules.js';

export type CompanyMissing = Problem<'CompanyNotFound'>;
export type IdTaken = Problem<'ExternalIdTaken'> & { company: CompanyRow };

export type CreateCompanyOutcome = { kind: 'CreateCompanySuccess'; company: CompanyRow } | IdTaken;
export type CreateCompaniesOutcome =
  | {
      kind: 'CreateCompaniesSuccess';
      companies: readonly { readonly company: CompanyRow; readonly created: boolean }[];
    }
  | (Problem<'CompaniesRejected'> & { faults: readonly CompanyFault[] });
export type UpdateCompanyOutcome = { kind: 'UpdateCompanySuccess'; company: CompanyRow } | CompanyMissing | IdTaken;
export type DeleteCompanyOutcome =
  | { kind: 'DeleteCompanySuccess'; id: string }
  | CompanyMissing
  | (Problem<'CompanyInUse'> & { links: readonly LinkRow[] });

export const companyProblem = problemsOf({
  CompaniesRejected:
    'Some of the companies are not valid, see `faults`. Nothing was created. Correct them and send all again.',
  CompanyNotFound: 'There is no such company in this workspace. The `companies` query lists the companies.',
  ExternalIdTaken:
    'Another company of this workspace has this external id, see `company`. Use that company, or send another external id.',
});

export const companyInUse = (
  reason: 'LINKED' | 'UNDER_WAY',
  links: readonly LinkRow[],
): Extract<DeleteCompanyOutcome, { kind: 'CompanyInUse' }> => {
  const explanation =
    reason === 'LINKED'
      ? 'The company is linked or has lost its access.'
      : 'A customer has a link URL for this company, or is linking it.';
  return problem('CompanyInUse', `${explanation} Unlink it with unlinkCompany, then delete the company.`, {
    links,
  });
};
