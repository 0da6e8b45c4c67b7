import DataLoader from 'dataloader';
import type { Db } from '../infra/database/database.js';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { BusinessData } from '../links/business.rules.js';
import { type CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { findChoices, findLinks, findLinksOf } from '../links/company-link.repository.js';
import { type Company, toCompany } from './company.graphql.js';
import { findCompanies } from './company.repository.js';

export interface CompanyLoaders {
  readonly company: DataLoader<string, Company | null>;
  readonly companyLink: DataLoader<string, CompanyLink | null>;
  /** By the company's id. */
  readonly linksOfCompany: DataLoader<string, CompanyLink[]>;
  /** What the customer of a link may choose from; null when nobody is choosing. */
  readonly choice: DataLoader<string, readonly BusinessData[] | null>;
}

export function companyLoaders(db: Db, workspaceId: string): CompanyLoaders {
  return {
    company: loaderById((ids) => findCompanies(db, workspaceId, ids), toCompany),
    companyLink: loaderById((ids) => findLinks(db, workspaceId, ids), toCompanyLink),
    linksOfCompany: new DataLoader(async (companyIds) => {
      const rows = await findLinksOf(db, workspaceId, companyIds);
      return companyIds.map((id) => rows.filter((row) => row.company_id === id).map(toCompanyLink));
    }),
    choice: loaderById(
      (ids) => findChoices(db, workspaceId, ids),
      ({ businesses }) => businesses,
    ),
  };
}
