import type { TargetLabel } from '../audit/audit-event.repository.js';
import type { Db } from '../infra/database/database.js';
import type { AddParameter } from '../infra/database/statement.js';
import { companyHasLink, linksAs } from '../links/company-link.repository.js';
import type { CompanyCursor } from './company.rules.js';

export interface CompanyRow {
  id: string;
  name: string;
  search_name: string;
  external_id: string | null;
  created_at: Date;
}

export const COMPANY_COLUMNS = ['id', 'name', 'search_name', 'external_id', 'created_at'] as const;
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

/** Locks a company until the transaction ends, so that it is neither linked nor changed meanwhile. */
export async function lockCompany(tx: Db, workspaceId: string, id: string): Promise<CompanyRow | undefined> {
  const [row] = await tx.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return row;
}

/** Keeps a company from being deleted until the transaction ends. False: there is no such company. */
export async function holdCompany(tx: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR KEY SHARE', [
    workspaceId,
    id,
  ]);
  return rows.length > 0;
}

export interface CompanyPage {
  readonly limit: number;
  readonly after?: CompanyCursor;
  readonly linkStatus?: string;
}

export type CompanyPageRow = CompanyRow & { by_external_id: boolean };

/** Lists companies in the order of the index (search_name, id). */
export function listCompanies(db: Db, workspaceId: string, page: CompanyPage): Promise<CompanyPageRow[]> {
  const { addParameter, values } = binder(workspaceId, page);
  return db.query<CompanyPageRow>(
    `SELECT ${COLUMNS}, false AS by_external_id FROM ledgerlink.company c
      WHERE workspace_id = $1 ${beyond('search_name', addParameter, page)} ${linked(addParameter, page)}
      ORDER BY search_name, id LIMIT $2`,
    values,
  );
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
  const byName = `
    (SELECT ${COLUMNS}, false AS by_external_id FROM ledgerlink.company c
      WHERE workspace_id = $1 AND search_name >= ${least} AND search_name < ${below}
        ${beyond('search_name', addParameter, page)} ${linked(addParameter, page)}
      ORDER BY search_name, id LIMIT $2)`;
  const byExternalId = `
    (SELECT ${COLUMNS}, true AS by_external_id FROM ledgerlink.company c
      WHERE workspace_id = $1 AND external_id >= ${addParameter(externalIds[0])} AND external_id < ${addParameter(externalIds[1])}
        AND NOT (search_name >= ${least} AND search_name < ${below})
        ${page.after?.byExternalId ? `AND external_id > ${addParameter(page.after.key)}` : ''} ${linked(addParameter, page)}
      ORDER BY external_id LIMIT $2)`;
  const halves = page.after?.byExternalId ? byExternalId : `${byName} UNION ALL ${byExternalId}`;
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

function beyond(column: 'search_name', addParameter: AddParameter, { after }: CompanyPage): string {
  if (after === undefined || after.byExternalId) return '';
  return `AND (${column}, id) > (${addParameter(after.key)}, ${addParameter(after.id)}::uuid)`;
}

function linked(addParameter: AddParameter, { linkStatus }: CompanyPage): string {
  if (linkStatus === undefined) return '';
  return `AND ${companyHasLink('c', '$1', addParameter(linkStatus))}`;
}

/** JOIN of the company `c` of the link `l`. `workspace` is the parameter. */
export const joinCompany = (c: string, l: string, workspace: string): string =>
  `JOIN ledgerlink.company ${c} ON ${c}.workspace_id = ${workspace} AND ${c}.id = ${l}.company_id`;

/** SQL for the name of a link's company: the label of the link's audit events, which stay when both are deleted. */
export const companyNameOfLink: TargetLabel = (workspaceId, linkId) =>
  `(SELECT c.name FROM ${linksAs('l')} ${joinCompany('c', 'l', workspaceId)} WHERE l.workspace_id = ${workspaceId} AND l.id = ${linkId})`;
