// The slice `platform-requests`: requests that a workspace sends to a platform through this API: which paths and headers
// are passed on, the budget that all processes share, what is tried again, and what is remembered of a write. How a token
// is obtained stands in `access-tokens` and `tokens`, what a platform is in `providers`. This manifest lists what the
// slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import { DatabaseClock } from '../infra/database/database-clock.js';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { requestBudgetEntity } from './budget/request-budget.entity.js';
import { type BudgetRow, readBudgets } from './budget/request-budget.repository.js';
import { RequestBudgetResolver } from './budget/request-budget.resolver.js';
import { RequestBudgetService } from './budget/request-budget.service.js';
import { JsonRequestService } from './json-request.service.js';
import { platformRequestEntity } from './platform-request.entity.js';
import { PlatformRequestResolver } from './platform-request.resolver.js';
import { PlatformRequestService } from './platform-request.service.js';
import { sealedAnswers } from './request-ledger.repository.js';
import { RequestLedgerService } from './request-ledger.service.js';
import { RequestSendingService } from './request-sending.service.js';

interface PlatformRequestServices {
  readonly databaseClock: DatabaseClock;
  readonly jsonRequests: JsonRequestService;
  readonly platformRequests: PlatformRequestService;
  readonly requestBudgets: RequestBudgetService;
  readonly requestLedger: RequestLedgerService;
  readonly requestSending: RequestSendingService;
}

interface PlatformRequestLoaders {
  /** By the id of a link or of a credential set. Null: nothing was booked yet. */
  readonly requestBudget: DataLoader<string, BudgetRow | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends PlatformRequestServices {}
  interface Loaders extends PlatformRequestLoaders {}
}

const HOUR_MS = 3_600_000;

export const platformRequests: Slice<PlatformRequestServices, PlatformRequestLoaders> = {
  name: 'platform-requests',
  entities: [requestBudgetEntity, platformRequestEntity],
  sealedTables: [sealedAnswers],
  jobs: [
    {
      start: ({ requestBudgets, requestLedger, workspaces }, { logger }) =>
        every({
          work: () =>
            workspaces.workOnAll({ name: 'deleting old requests to platforms', logger }, async (ids) => {
              await requestLedger.deleteOld(ids);
              await requestBudgets.deleteUnused(ids);
            }),
          firstMs: HOUR_MS / 60,
          everyMs: HOUR_MS,
          onFailure: (error) => logger.fault('old requests to platforms could not be deleted', error),
        }),
    },
  ],
  resolvers: [
    { type: PlatformRequestResolver, create: ({ jsonRequests }) => new PlatformRequestResolver(jsonRequests) },
    { type: RequestBudgetResolver, create: ({ requestBudgets }) => new RequestBudgetResolver(requestBudgets) },
  ],
  services: {
    jsonRequests: (_, { platformRequests }) => new JsonRequestService(platformRequests),
    databaseClock: ({ database }) => new DatabaseClock(database),
    requestBudgets: ({ database, config }, { databaseClock }) => {
      const limits = {
        perSecond: config.platformRequestsPerSecond,
        atOnce: config.platformRequestsAtOnce,
        perMinute: config.platformRequestsPerMinute,
        burst: config.platformRequestsBurst,
      };
      return new RequestBudgetService(database, limits, databaseClock);
    },
    requestLedger: ({ database, encryption }, { databaseClock }) =>
      new RequestLedgerService(database, encryption, databaseClock.now),
    requestSending: ({ logger }, { accessTokens, requestBudgets }) =>
      new RequestSendingService(accessTokens, requestBudgets, logger),
    platformRequests: (
      { database, logger },
      { accessTokens: tokens, requestSending: sending, requestLedger: ledger },
    ) => new PlatformRequestService({ database, tokens, sending, ledger, logger }),
  },
  loaders: {
    requestBudget: ({ db, workspaceId }) =>
      loaderById(
        (ids) => readBudgets(db, workspaceId, ids),
        (row): BudgetRow => row,
      ),
  },
};
