import { connectionOf, type Page, toPage } from '../infra/graphql/connection.graphql.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { Company, toCompany } from './company.graphql.js';
import type { CompanyPageRow } from './company.repository.js';
import { type CompanyCursor, parseCompanyCursor, toCompanyCursor } from './company.rules.js';

export const CompanyConnection = connectionOf(Company, {
  edge: 'A company',
  one: 'company',
  many: 'companies',
  page: 'companies, ordered by name',
});

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toCompanyPage(rows: readonly CompanyPageRow[], first: number, after: boolean): Page<Company> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: toCompanyCursor(row), node: toCompany(row) }));
  return toPage(edges, rows.length > first, after);
}

/**
 * The position at which the previous page ended.
 * @throws ApiError BAD_USER_INPUT
 */
export function fromCompanyCursor(cursor: string): CompanyCursor {
  const parsed = parseCompanyCursor(cursor);
  if (parsed === undefined) throw notACursor();
  return parsed;
}
