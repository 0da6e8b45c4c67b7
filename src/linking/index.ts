// The slice `linking`: the flow that makes a link: the request, the start, the way back from the platform, the choice
// of a business, and the end. `pages/` holds what the customer sees of it. What a link is stands in `links`. This
// manifest lists what the slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import type { GrantStatements } from '../tokens/grant/grant-statements.repository.js';
import { BusinessChoiceService } from './business-choice.service.js';
import { CompanyLinkResolver } from './company-link.resolver.js';
import { grantStatements } from './grant-holders.repository.js';
import { LinkCallbackService } from './link-callback.service.js';
import { LinkEndService } from './link-end.service.js';
import { LinkRequestService } from './link-request.service.js';
import { LinkStartService } from './link-start.service.js';
import { LinkVerifierService } from './link-verifier.service.js';
import { LinkViewService } from './link-view.service.js';
import { LinkingOptionsService } from './linking-options.service.js';
import { OverdueAttemptsService } from './overdue-attempts.service.js';
import { PlatformReadService } from './platform-read.service.js';

interface LinkingServices {
  readonly businessChoices: BusinessChoiceService;
  /** For `tokens`, which may not import this slice and declares the interface itself. */
  readonly grantStatements: GrantStatements;
  readonly linkCallbacks: LinkCallbackService;
  readonly linkEnds: LinkEndService;
  readonly linkRequests: LinkRequestService;
  readonly linkStarts: LinkStartService;
  readonly linkVerifiers: LinkVerifierService;
  readonly linkViews: LinkViewService;
  readonly linkingOptions: LinkingOptionsService;
  readonly overdueAttempts: OverdueAttemptsService;
  readonly platformReads: PlatformReadService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends LinkingServices {}
}

export const linking: Slice<LinkingServices> = {
  name: 'linking',
  resolvers: [
    {
      type: CompanyLinkResolver,
      create: ({ linkRequests: requests, businessChoices: choices, linkEnds: ends }, { config }) =>
        new CompanyLinkResolver({ requests, choices, ends }, config.publicUrl),
    },
  ],
  jobs: [{ start: ({ overdueAttempts }) => overdueAttempts.startExpiring() }],
  services: {
    businessChoices: ({ database }, { apiKeys, platformReads: platform, linkEnds: ends, revocation }) =>
      new BusinessChoiceService(database, apiKeys, { platform, ends, revocation }),
    grantStatements: () => grantStatements,
    linkCallbacks: ({ database, logger }, all) =>
      new LinkCallbackService(database, {
        views: all.linkViews,
        ends: all.linkEnds,
        grants: all.exchange,
        choices: all.businessChoices,
        providers: all.providers,
        verifiers: all.linkVerifiers,
        logger,
      }),
    linkEnds: ({ database }, { apiKeys, revocation }) => new LinkEndService(database, apiKeys, revocation),
    linkRequests: ({ database }, { apiKeys, linkingOptions: linkable, returnUrls, revocation }) =>
      new LinkRequestService(database, apiKeys, { linkable, returnUrls, revocation }),
    linkStarts: ({ database, config }, { revocation, providers, linkVerifiers: verifiers }) =>
      new LinkStartService(database, revocation, { providers, verifiers, redirectUri: config.callbackUrl }),
    linkVerifiers: ({ encryption }) => new LinkVerifierService(encryption),
    linkViews: ({ database }, { catalogue, linkingOptions }) =>
      new LinkViewService(database, catalogue, linkingOptions),
    linkingOptions: ({ database }, { providers }) => new LinkingOptionsService(database, providers),
    overdueAttempts: ({ database, logger }, { linkEnds, workspaces }) =>
      new OverdueAttemptsService(database, linkEnds, workspaces, logger),
    platformReads: ({ database, logger }, { access, applications, providers }) =>
      new PlatformReadService(database, access, { applications, providers, logger }),
  },
  loaders: {},
};
