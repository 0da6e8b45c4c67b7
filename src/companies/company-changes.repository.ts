import { recordChange } from '../audit/audit-event.repository.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids } from '../infra/database/statement.js';
import {
  attemptsOfCompanyDeleted,
  linksOfCompanyDeleted,
  linksRenamed,
} from '../links/company-link-changes.repository.js';
import { COMPANY_COLUMNS, type CompanyRow } from './company.repository.js';

interface WrittenCompany extends Ids<'companyId'> {
  readonly name: string;
  readonly searchName: string;
  readonly externalId: string | null;
}

const companyInserted = defineFragment({
  name: 'company_inserted',
  returns: columns<CompanyRow>(...COMPANY_COLUMNS),
  sql: (addParameter, company: WrittenCompany) => `
    INSERT INTO ledgerlink.company (workspace_id, id, name, search_name, external_id)
    VALUES (${addParameter(company.workspaceId)}, ${addParameter(company.companyId)}, ${addParameter(company.name)},
            ${addParameter(company.searchName)}, ${addParameter(company.externalId)})
    ON CONFLICT DO NOTHING RETURNING ${COMPANY_COLUMNS.join(', ')}`,
});

/**
 * Returns no row if another company has the external id, or if this company already exists because the transaction is
 * being repeated.
 */
export const createCompany = defineStatement([companyInserted, recordChange(companyInserted)], companyInserted);

/** Of companies that are created together. */
export interface CompanyToInsert {
  readonly id: string;
  readonly name: string;
  readonly searchName: string;
  readonly externalId: string | null;
}

/** Inserts those whose id and external id are not there yet, and answers them. */
export const insertCompanies = (
  tx: Db,
  workspaceId: string,
  companies: readonly CompanyToInsert[],
): Promise<CompanyRow[]> =>
  tx.query<CompanyRow>(
    `INSERT INTO ledgerlink.company (workspace_id, id, name, search_name, external_id)
     SELECT $1, c.id, c.name, c."searchName", c."externalId"
       FROM jsonb_to_recordset($2) AS c(id uuid, name text, "searchName" text, "externalId" text)
     ON CONFLICT DO NOTHING RETURNING ${COMPANY_COLUMNS.join(', ')}`,
    [workspaceId, JSON.stringify(companies)],
  );

const companyUpdated = defineFragment({
  name: 'company_updated',
  returns: columns<CompanyRow>(...COMPANY_COLUMNS),
  sql: (addParameter, company: WrittenCompany) => `
    UPDATE ledgerlink.company SET name = ${addParameter(company.name)}, search_name = ${addParameter(company.searchName)},
           external_id = ${addParameter(company.externalId)}
     WHERE workspace_id = ${addParameter(company.workspaceId)} AND id = ${addParameter(company.companyId)}
    RETURNING ${COMPANY_COLUMNS.join(', ')}`,
});

/** Fails with SQLSTATE 23505 if another company has the external id. */
export const updateCompany = defineStatement([companyUpdated, linksRenamed, recordChange()], companyUpdated);

const companyDeleted = defineFragment({
  name: 'company_deleted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, companyId }: Ids<'companyId'>) => `
    DELETE FROM ledgerlink.company
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(companyId)} RETURNING id`,
});

/** Deletes a company with its ended links. Their grants stay, because they contain no tokens. */
export const deleteCompany = defineStatement([
  attemptsOfCompanyDeleted,
  linksOfCompanyDeleted,
  companyDeleted,
  recordChange(companyDeleted),
]);
