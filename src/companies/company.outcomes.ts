import { type Problem, problem } from '../infra/errors/problem.js';
import type { LinkRow } from '../links/company-link.repository.js';
import type { CompanyRow } from './company.repository.js';

export type CompanyMissing = Problem<'CompanyNotFound'>;
export type IdTaken = Problem<'ExternalIdTaken'> & { company: CompanyRow };

export type CreateCompanyOutcome = { kind: 'CreateCompanySuccess'; company: CompanyRow } | IdTaken;
export type UpdateCompanyOutcome =
  | { kind: 'UpdateCompanySuccess'; company: CompanyRow }
  | CompanyMissing
  | IdTaken;
export type DeleteCompanyOutcome =
  | { kind: 'DeleteCompanySuccess'; id: string }
  | CompanyMissing
  | (Problem<'CompanyInUse'> & { links: readonly LinkRow[] });

export const companyNotFound = (): CompanyMissing =>
  problem(
    'CompanyNotFound',
    'There is no such company in this workspace. The `companies` query lists and searches them.',
  );

export const idTaken = (company: CompanyRow): IdTaken =>
  problem(
    'ExternalIdTaken',
    'A company of this workspace has this external id already: see `company`. Use that one, or give another external id.',
    { company },
  );

export const companyInUse = (
  why: 'LINKED' | 'UNDER_WAY',
  links: readonly LinkRow[],
): Extract<DeleteCompanyOutcome, { kind: 'CompanyInUse' }> => {
  const what =
    why === 'LINKED'
      ? 'The company has a link that holds access to its data.'
      : 'A customer has a link URL of this company, or is linking it right now.';
  return problem('CompanyInUse', `${what} Unlink it first with unlinkCompany, then delete the company.`, {
    links,
  });
};
