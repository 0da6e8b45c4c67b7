// The slice `links`: what a link and an attempt to make one are, which states they have and how they change. The flow
// that makes a link, with its pages, stands in `linking`; the tokens behind a link stand in `tokens`. This manifest
// lists what the slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import type { SetHolders } from '../credentials/credential-set.repository.js';
import type { Slice } from '../infra/slices/slice.js';
import type { BusinessData } from './business.rules.js';
import { companyLinkEntity } from './company-link.entity.js';
import type { CompanyLink } from './company-link.graphql.js';
import { choiceLoader, companyLinkLoader, linksOfCompanyLoader } from './company-link.loaders.js';
import { EventLinkResolver } from './event-link.resolver.js';
import { linkAttemptEntity } from './link-attempt.entity.js';
import { sealedVerifiers } from './sealed-verifiers.repository.js';
import { setHolders } from './set-holders.repository.js';

interface LinkServices {
  /** For `credentials`, which may not import this slice and declares the interface itself. */
  readonly setHolders: SetHolders;
}

interface LinkLoaders {
  /** For the loaders of slices that may not import this one. */
  readonly setHolders: SetHolders;
  readonly companyLink: DataLoader<string, CompanyLink | null>;
  /** By the company's id. */
  readonly linksOfCompany: DataLoader<string, CompanyLink[]>;
  /** The businesses from which the customer of a link can choose, by the link's id. Null while no choice is open. */
  readonly choice: DataLoader<string, readonly BusinessData[] | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends LinkServices {}
  interface Loaders extends LinkLoaders {}
}

export const links: Slice<LinkServices, LinkLoaders> = {
  name: 'links',
  entities: [companyLinkEntity, linkAttemptEntity],
  resolvers: [{ type: EventLinkResolver, create: () => new EventLinkResolver() }],
  sealedTables: [sealedVerifiers],
  nodeTypes: {
    CompanyLink: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.companyLink.load(id) },
  },
  services: { setHolders: () => setHolders },
  loaders: {
    setHolders: () => setHolders,
    companyLink: companyLinkLoader,
    linksOfCompany: linksOfCompanyLoader,
    choice: choiceLoader,
  },
};
