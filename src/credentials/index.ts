// The slice `credentials`: the keys of the applications that workspaces have registered with platforms, and their
// encrypted secrets. Saving them is a step of setting up an integration and stands in `integrations`; the tokens that
// are issued to an application stand in `tokens`. This manifest lists what the slice adds to the program; nothing
// imports the slice through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { Slice } from '../infra/slices/slice.js';
import { providerDefinitions } from '../providers/registry.js';
import { ApplicationService } from './application.service.js';
import { CredentialService } from './credential.service.js';
import { credentialSecretEntity } from './credential-secret.entity.js';
import { credentialSetEntity } from './credential-set.entity.js';
import { CredentialSetResolver } from './credential-set.resolver.js';
import { KeyCheckService } from './key-check.service.js';
import { ReplacedSecretsService } from './replaced-secrets.service.js';
import { sealedSecrets } from './sealed-secrets.repository.js';

interface CredentialServices {
  readonly applications: ApplicationService;
  readonly credentials: CredentialService;
  readonly keyChecks: KeyCheckService;
  readonly replacedSecrets: ReplacedSecretsService;
}

interface CredentialLoaders {
  /** Links that depend on a credential set, by its id; null for none. */
  readonly linkCount: DataLoader<string, number | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends CredentialServices {}
  interface Loaders extends CredentialLoaders {}
}

export const credentials: Slice<CredentialServices, CredentialLoaders> = {
  name: 'credentials',
  entities: [credentialSetEntity, credentialSecretEntity],
  sealedTables: [sealedSecrets],
  resolvers: [{ type: CredentialSetResolver, create: () => new CredentialSetResolver() }],
  jobs: [{ start: ({ replacedSecrets }) => replacedSecrets.startErasing() }],
  services: {
    applications: ({ encryption }) => new ApplicationService(encryption),
    credentials: ({ database, encryption }, { providers, setHolders, applications }) =>
      new CredentialService(database, encryption, providers, setHolders, applications),
    keyChecks: ({ database, config }, { applications, providers }) =>
      new KeyCheckService(database, applications, providers, {
        redirectUri: config.callbackUrl,
        maySend: config.tokenRefresh,
      }),
    replacedSecrets: ({ database, logger }, { workspaces, setHolders }) =>
      new ReplacedSecretsService(database, workspaces, setHolders, logger),
  },
  loaders: {
    linkCount: ({ db, workspaceId }, { setHolders }) =>
      loaderById(
        (ids) => setHolders.countLinks(db, workspaceId, ids),
        ({ links }) => links,
      ),
  },
  // Each platform's typed input and types: one file per platform, found by its name in the registry.
  loadTypes: async () => {
    for (const { id } of providerDefinitions) await import(`./${id}.graphql.js`);
  },
};
