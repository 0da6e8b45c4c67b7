// The slice `workspaces`: the tenants of an installation, their API keys with their scopes, the addresses that they let
// customers return to, and which process works on which workspaces in the background. What a workspace owns (companies,
// credentials) stands in that slice. This manifest lists what the slice adds to the program; nothing imports the slice
// through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { Slice } from '../infra/slices/slice.js';
import { apiKeyEntity } from './api-key.entity.js';
import { type ApiKey, toApiKey } from './api-key.graphql.js';
import { findKeys } from './api-key.repository.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyService } from './api-key.service.js';
import { backgroundProcessEntity } from './background-process.entity.js';
import { ReturnUrlsService } from './return-urls.service.js';
import { WorkShareService } from './work-share.service.js';
import { workspaceEntity } from './workspace.entity.js';
import { toWorkspace } from './workspace.graphql.js';
import { findReturnUrls } from './workspace.repository.js';
import { WorkspaceResolver } from './workspace.resolver.js';
import { WorkspaceService } from './workspace.service.js';

interface WorkspaceServices {
  readonly apiKeys: ApiKeyService;
  readonly returnUrls: ReturnUrlsService;
  readonly workShares: WorkShareService;
  readonly workspaces: WorkspaceService;
}

interface WorkspaceLoaders {
  readonly apiKey: DataLoader<string, ApiKey | null>;
  /** By the workspace's id. */
  readonly returnUrls: DataLoader<string, readonly string[] | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends WorkspaceServices {}
  interface Loaders extends WorkspaceLoaders {}
}

export const workspaces: Slice<WorkspaceServices, WorkspaceLoaders> = {
  name: 'workspaces',
  entities: [workspaceEntity, apiKeyEntity, backgroundProcessEntity],
  jobs: [
    {
      // A process that renews no token takes no share of the work of those that do.
      start: ({ workShares }, { config }) => (config.tokenRefresh ? workShares.startLooking() : () => undefined),
      drain: ({ workShares }) => workShares.end(),
    },
  ],
  resolvers: [
    { type: ApiKeyResolver, create: ({ apiKeys }) => new ApiKeyResolver(apiKeys) },
    { type: WorkspaceResolver, create: ({ returnUrls }) => new WorkspaceResolver(returnUrls) },
  ],
  nodeTypes: {
    // Answered from the caller's key: it takes no statement.
    Workspace: {
      scope: null,
      find: async ({ actor }, id) =>
        id === actor.workspaceId ? toWorkspace({ id: actor.workspaceId, name: actor.workspaceName }) : null,
    },
    ApiKey: { scope: 'API_KEYS_WRITE', find: ({ loaders }, id) => loaders.apiKey.load(id) },
  },
  services: {
    apiKeys: ({ database }) => new ApiKeyService(database),
    returnUrls: ({ database }, { apiKeys }) => new ReturnUrlsService(database, apiKeys),
    workShares: ({ database, logger }) => new WorkShareService(database, logger),
    workspaces: ({ database }, { apiKeys, workShares }) => new WorkspaceService(database, apiKeys, workShares),
  },
  loaders: {
    apiKey: ({ db, workspaceId }) => loaderById((ids) => findKeys(db, workspaceId, ids), toApiKey),
    returnUrls: ({ db }) =>
      loaderById(
        (ids) => findReturnUrls(db, ids),
        (row) => row.return_urls,
      ),
  },
};
