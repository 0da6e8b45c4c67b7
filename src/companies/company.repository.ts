import type { TargetLabel } from '../audit/audit-event.repository.js';
import type { Db } from '../infra/database/database.js';
import type { AddParameter } from '../infra/database/statement.js';
import type { RowOf } from '../infra/database/table-entity.js';
import { companiesWithLink, companyHasLink, linksAs } from '../links/company-link.repository.js';
import type { companyEntity } from './company.entity.js';
import type { CompanyCursor } from './company.rules.js';

export const COMPANY_COLUMNS = ['id', 'name', 'search_name', 'external_id', 'created_at'] as const;
export type CompanyRow = RowOf<typeof companyEntity, (typeof COMPANY_COLUMNS)[number]>;
const COLUMNS = COMPANY_COLUMNS.join(', ');

export function findCompanies(db: Db, workspaceId: string, ids: readonly string[]): Promise<CompanyRow[]> {
  return db.query<CompanyRow>(`SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND id = ANY($2)`, [
    workspaceId,
    ids,
  ]);
}

export async function findCompanyByExternalId(
  db: Db,
  workspaceId: string,
  externalId: string,
): Promise<CompanyRow | undefined> {
  const [row] = await db.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND external_id = $2`,
    [workspaceId, externalId],
  );
  return row;
}

/** Finds companies by their ids, and others by their external ids. */
export function findCompaniesByIds(
  db: Db,
  workspaceId: string,
  { ids, externalIds }: { readonly ids: readonly string[]; readonly externalIds: readonly string[] },
): Promise<CompanyRow[]> {
  return db.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND (id = ANY($2) OR external_id = ANY($3))`,
    [workspaceId, ids, externalIds],
  );
}

/** Locks a company until the transaction ends, so that it is neither linked nor changed meanwhile. */
export async function lockCompany(tx: Db, workspaceId: string, id: string): Promise<CompanyRow | undefined> {
  const [row] = await tx.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return row;
}

/** Keeps a company from being deleted or renamed until the transaction ends. Undefined: there is no such company. */
export async function holdCompany(
  tx: Db,
  workspaceId: string,
  id: string,
): Promise<Pick<CompanyRow, 'search_name'> | undefined> {
  const [row] = await tx.query<Pick<CompanyRow, 'search_name'>>(
    'SELECT search_name FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR SHARE',
    [workspaceId, id],
  );
  return row;
}

export interface CompanyPage {
  readonly limit: number;
  readonly after?: CompanyCursor;
  readonly linkStatus?: string;
}

export type CompanyPageRow = CompanyRow & { by_external_id: boolean };

/** Lists companies in the order of an index, see `byName`. */
export function listCompanies(db: Db, workspaceId: string, page: CompanyPage): Promise<CompanyPageRow[]> {
  const { addParameter, values } = binder(workspaceId, page);
  return db.query<CompanyPageRow>(byName(addParameter, page), values);
}

/**
 * A query for a page of companies by (search_name, id), of which `names` is true. With a status it walks the index of the
 * links, which has the same order within a status, however many companies have it. The index of the companies would
 * lead through all that do not.
 */
function byName(addParameter: AddParameter, page: CompanyPage, names = 'true'): string {
  const { after, linkStatus } = page;
  const within = (id: string): string =>
    after === undefined || after.byExternalId
      ? names
      : `${names} AND (search_name, ${id}) > (${addParameter(after.key)}, ${addParameter(after.id)}::uuid)`;
  if (linkStatus === undefined)
    return `SELECT ${COLUMNS}, false AS by_external_id FROM ledgerlink.company
             WHERE workspace_id = $1 AND ${within('id')} ORDER BY search_name, id LIMIT $2`;
  const linked = companiesWithLink({
    workspaceId: '$1',
    limit: '$2',
    status: addParameter(linkStatus),
    within: within('company_id'),
  });
  return `SELECT ${COLUMNS}, false AS by_external_id FROM (${linked}) AS linked JOIN ledgerlink.company USING (id)
           WHERE workspace_id = $1 ORDER BY search_name, id`;
}

/**
 * Lists the companies whose name begins with the search text, by (search_name, id), then those of which only the
 * external id does, by external id. Each half scans its own index and stops at the limit, independent of the number of
 * matches.
 */
export function searchCompanies(
  db: Db,
  workspaceId: string,
  { names, externalIds }: { names: readonly [string, string]; externalIds: readonly [string, string] },
  page: CompanyPage,
): Promise<CompanyPageRow[]> {
  const { addParameter, values } = binder(workspaceId, page);
  const [least, below] = [addParameter(names[0]), addParameter(names[1])];
  const isNamed = `search_name >= ${least} AND search_name < ${below}`;
  const linked = page.linkStatus === undefined ? '' : `AND ${companyHasLink('c', '$1', addParameter(page.linkStatus))}`;
  const byExternalId = `
    (SELECT ${COLUMNS}, true AS by_external_id FROM ledgerlink.company c
      WHERE workspace_id = $1 AND external_id >= ${addParameter(externalIds[0])} AND external_id < ${addParameter(externalIds[1])}
        AND NOT (${isNamed})
        ${page.after?.byExternalId ? `AND external_id > ${addParameter(page.after.key)}` : ''} ${linked}
      ORDER BY external_id LIMIT $2)`;
  const halves = page.after?.byExternalId
    ? byExternalId
    : `(${byName(addParameter, page, isNamed)}) UNION ALL ${byExternalId}`;
  return db.query<CompanyPageRow>(
    `SELECT * FROM (${halves}) AS found
      ORDER BY by_external_id, CASE WHEN by_external_id THEN external_id ELSE search_name END, id LIMIT $2`,
    values,
  );
}

function binder(workspaceId: string, { limit }: CompanyPage): { addParameter: AddParameter; values: unknown[] } {
  const values: unknown[] = [workspaceId, limit];
  return { addParameter: (value) => `$${values.push(value)}`, values };
}

/** JOIN of the company `c` of the link `l`. `workspace` is the parameter. */
export const joinCompany = (c: string, l: string, workspace: string): string =>
  `JOIN ledgerlink.company ${c} ON ${c}.workspace_id = ${workspace} AND ${c}.id = ${l}.company_id`;

/** SQL for the name of a link's company: the label of the link's audit events, which stay when both are deleted. */
export const companyNameOfLink: TargetLabel = (workspaceId, linkId) =>
  `(SELECT c.name FROM ${linksAs('l')} ${joinCompany('c', 'l', workspaceId)} WHERE l.workspace_id = ${workspaceId} AND l.id = ${linkId})`;
