import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { PageInfo, toPageInfo } from '../infra/graphql/page-info.graphql.js';
import { Company, toCompany } from './company.graphql.js';
import type { CompanyPageRow } from './company.repository.js';
import { type CompanyCursor, parseCompanyCursor, toCompanyCursor } from './company.rules.js';

@OutputType('A company in a page.')
export class CompanyEdge {
  @Field(() => String, { description: 'Pass it as `after` to read the companies that follow this one.' })
  cursor: string;

  @Field(() => Company, { description: 'The company.' })
  node: Company;
}

@OutputType('A page of companies, ordered by name.')
export class CompanyConnection {
  @Field(() => [CompanyEdge], { description: 'The companies with their cursors.' })
  edges: readonly CompanyEdge[];

  @Field(() => [Company], { description: 'The companies alone.' })
  nodes: readonly Company[];

  @Field(() => PageInfo, { description: 'Whether there are further pages.' })
  pageInfo: PageInfo;
}

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toCompanyPage(rows: readonly CompanyPageRow[], first: number, after: boolean): CompanyConnection {
  const edges = rows
    .slice(0, first)
    .map((row) => Object.assign(new CompanyEdge(), { cursor: toCompanyCursor(row), node: toCompany(row) }));
  const pageInfo = toPageInfo(edges, rows.length > first, after);
  return Object.assign(new CompanyConnection(), { edges, nodes: edges.map(({ node }) => node), pageInfo });
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
