import type { Db } from '../infra/database/database.js';
import type { SqlFragments } from '../infra/database/statement.js';
import type { CompanyCursor } from './company.rules.js';

export interface CompanyRow {
  id: string;
  name: string;
  search_name: string;
  external_id: string | null;
  created_at: Date;
}

const COLUMNS = 'id, name, search_name, external_id, created_at';

export function findCompanies(db: Db, workspaceId: string, ids: readonly string[]): Promise<CompanyRow[]> {
  return db.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
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

/** Locks it until the transaction ends: neither a link nor a change of it happens meanwhile. */
export async function lockCompany(tx: Db, workspaceId: string, id: string): Promise<CompanyRow | undefined> {
  const [row] = await tx.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [workspaceId, id],
  );
  return row;
}

/** Keeps it from being deleted until the transaction ends. False: there is none. */
export async function holdCompany(tx: Db, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2 FOR KEY SHARE',
    [workspaceId, id],
  );
  return rows.length > 0;
}

export interface CompanyPage {
  readonly limit: number;
  readonly after?: CompanyCursor;
  readonly linkStatus?: string;
}

export type CompanyPageRow = CompanyRow & { by_external_id: boolean };

/** All of them along (search_name, id), which is an index. */
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
 * Those whose name begins with the search, along (search_name, id), and behind them those whose external id alone does,
 * along the external id: each half walks its own index and stops at the limit, however many would match.
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

type Bind = (value: unknown) => string;

function binder(workspaceId: string, { limit }: CompanyPage): { addParameter: Bind; values: unknown[] } {
  const values: unknown[] = [workspaceId, limit];
  return { addParameter: (value) => `$${values.push(value)}`, values };
}

function beyond(column: 'search_name', addParameter: Bind, { after }: CompanyPage): string {
  if (after === undefined || after.byExternalId) return '';
  return `AND (${column}, id) > (${addParameter(after.key)}, ${addParameter(after.id)}::uuid)`;
}

function linked(addParameter: Bind, { linkStatus }: CompanyPage): string {
  if (linkStatus === undefined) return '';
  return `AND EXISTS (SELECT FROM ledgerlink.company_link l
           WHERE l.workspace_id = c.workspace_id AND l.company_id = c.id AND l.status = ${addParameter(linkStatus)})`;
}

export interface NewCompany {
  readonly workspaceId: string;
  readonly id: string;
  readonly name: string;
  readonly searchName: string;
  readonly externalId: string | null;
}

/** No row where the external id is taken, or where this very company is there already: a transaction that ran twice. */
export const insertCompany = (company: NewCompany): SqlFragments => ({
  company: (addParameter) => `
    INSERT INTO ledgerlink.company (workspace_id, id, name, search_name, external_id)
    VALUES (${addParameter(company.workspaceId)}, ${addParameter(company.id)}, ${addParameter(company.name)}, ${addParameter(company.searchName)},
            ${addParameter(company.externalId)})
    ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
});

/** Fails with 23505 where the external id is another company's. */
export const changeCompany = (company: NewCompany): SqlFragments => ({
  company: (addParameter) => `
    UPDATE ledgerlink.company SET name = ${addParameter(company.name)}, search_name = ${addParameter(company.searchName)},
           external_id = ${addParameter(company.externalId)}
     WHERE workspace_id = ${addParameter(company.workspaceId)} AND id = ${addParameter(company.id)} RETURNING ${COLUMNS}`,
});

/** With what is left of its links. Grants of ended links stay: they hold no tokens. */
export const deleteCompany = (workspaceId: string, id: string): SqlFragments => ({
  attempts: (addParameter) => `
    DELETE FROM ledgerlink.link_attempt a USING ledgerlink.company_link l
     WHERE a.workspace_id = ${addParameter(workspaceId)} AND l.workspace_id = a.workspace_id AND l.id = a.link_id
       AND l.company_id = ${addParameter(id)}`,
  links: (addParameter) => `
    DELETE FROM ledgerlink.company_link WHERE workspace_id = ${addParameter(workspaceId)} AND company_id = ${addParameter(id)}`,
  company: (addParameter) => `
    DELETE FROM ledgerlink.company WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)} RETURNING id`,
});
