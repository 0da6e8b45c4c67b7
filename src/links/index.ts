// The slice `links`: what a link and an attempt to make one are, which states they have and how they change. The flow
// that makes a link, with its pages, stands in `linking`; the tokens behind a link stand in `tokens`. This manifest
// lists what the slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import type { SetHolders } from '../credentials/credential-set.repository.js';
import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import type { BusinessData } from './business.rules.js';
import { companyLinkEntity } from './company-link.entity.js';
import type { CompanyLink } from './company-link.graphql.js';
import { choiceLoader, companyLinkLoader, linksOfCompanyLoader } from './company-link.loaders.js';
import { EventLinkResolver } from './event-link.resolver.js';
import { ExpiringLinksService } from './expiring-links.service.js';
import { linkAttemptEntity } from './link-attempt.entity.js';
import { sealedVerifiers } from './sealed-verifiers.repository.js';
import { setHolders } from './set-holders.repository.js';

interface LinkServices {
  readonly expiringLinks: ExpiringLinksService;
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

const NOTICES_MS = 600_000;

export const links: Slice<LinkServices, LinkLoaders> = {
  name: 'links',
  entities: [companyLinkEntity, linkAttemptEntity],
  resolvers: [{ type: EventLinkResolver, create: () => new EventLinkResolver() }],
  sealedTables: [sealedVerifiers],
  nodeTypes: {
    CompanyLink: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.companyLink.load(id) },
  },
  jobs: [
    {
      start({ expiringLinks, workspaces }, { config, logger }) {
        // A copy of a database renews nothing, so that all its links would end.
        if (!config.tokenRefresh) return () => undefined;
        return every({
          work: () =>
            workspaces.workOnAll({ name: 'telling of expiring links', logger }, (ids) => expiringLinks.tellOf(ids)),
          // After a start the keep-alive comes first.
          firstMs: NOTICES_MS,
          everyMs: NOTICES_MS,
          onFailure: (error) => logger.fault('expiring links could not be told of', error),
        });
      },
    },
  ],
  services: {
    setHolders: () => setHolders,
    expiringLinks: ({ database }, { databaseClock }) => new ExpiringLinksService(database, databaseClock.now),
  },
  loaders: {
    setHolders: () => setHolders,
    companyLink: companyLinkLoader,
    linksOfCompany: linksOfCompanyLoader,
    choice: choiceLoader,
  },
};
