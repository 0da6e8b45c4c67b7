import DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { LoaderContext } from '../infra/slices/slice.js';
import type { BusinessData } from './business.rules.js';
import { type CompanyLink, toCompanyLink } from './company-link.graphql.js';
import { findChoices, findLinks, findLinksOf } from './company-link.repository.js';

export const companyLinkLoader = ({ db, workspaceId }: LoaderContext) =>
  loaderById((ids) => findLinks(db, workspaceId, ids), toCompanyLink);

/** The links of each company. */
export const linksOfCompanyLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, CompanyLink[]> =>
  new DataLoader(async (companyIds) => {
    const rows = await findLinksOf(db, workspaceId, companyIds);
    return companyIds.map((id) => rows.filter((row) => row.company_id === id).map(toCompanyLink));
  });

/** The businesses from which the customer of each link can choose. */
export const choiceLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, readonly BusinessData[] | null> =>
  loaderById(
    (ids) => findChoices(db, workspaceId, ids),
    ({ businesses }) => businesses,
  );
