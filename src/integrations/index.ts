// The slice `integrations`: what a workspace has set up of the catalogue: whether an integration is enabled, and with
// which keys. The reference data stands in `catalogue`, the keys themselves in `credentials`. This manifest lists what
// the slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import type { CredentialSet } from '../credentials/credential-set.graphql.js';
import type { Slice } from '../infra/slices/slice.js';
import type { Integration } from './integration.graphql.js';
import { credentialSetLoader, integrationLoader } from './integration.loaders.js';
import { IntegrationResolver } from './integration.resolver.js';
import { IntegrationService } from './integration.service.js';
import { integrationSettingEntity } from './integration-setting.entity.js';
import { findRegion, resolveRegionsAtOnce } from './supported-regions.js';

interface IntegrationServices {
  readonly integrations: IntegrationService;
}

interface IntegrationLoaders {
  /** By the integration's key. */
  readonly integration: DataLoader<string, Integration | null>;
  readonly credentialSet: DataLoader<string, CredentialSet | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends IntegrationServices {}
  interface Loaders extends IntegrationLoaders {}
}

export const integrations: Slice<IntegrationServices, IntegrationLoaders> = {
  name: 'integrations',
  entities: [integrationSettingEntity],
  resolvers: [
    {
      type: IntegrationResolver,
      create: ({ integrations, keyChecks }, { config }) =>
        new IntegrationResolver(integrations, keyChecks, config.callbackUrl),
    },
  ],
  nodeTypes: {
    Integration: {
      scope: 'INTEGRATIONS_READ',
      natural: true,
      find: ({ loaders }, key) => loaders.integration.load(key),
    },
    SupportedRegion: {
      scope: 'INTEGRATIONS_READ',
      natural: true,
      find: ({ loaders }, id) => findRegion(loaders.integration, id),
    },
    CredentialSet: { scope: 'INTEGRATIONS_READ', find: ({ loaders }, id) => loaders.credentialSet.load(id) },
  },
  services: {
    integrations: ({ database }, { apiKeys, credentials }) => new IntegrationService(database, apiKeys, credentials),
  },
  loaders: {
    integration: (context, { setHolders }) => integrationLoader(context, setHolders),
    credentialSet: (context, { setHolders, integration }) => credentialSetLoader(context, setHolders, integration),
  },
  completeSchema: resolveRegionsAtOnce,
};
