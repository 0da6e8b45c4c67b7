// The slice `platform-requests`: requests that a workspace sends to a platform through this API: which paths and headers
// are passed on, the budget that all processes share, what is tried again, and what is remembered of a write. How a token
// is obtained stands in `access-tokens` and `tokens`, what a platform is in `providers`. This manifest lists what the
// slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import { platformRequestEntity } from './platform-request.entity.js';
import { requestBudgetEntity } from './request-budget.entity.js';
import { RequestBudgetService } from './request-budget.service.js';
import { sealedAnswers } from './request-ledger.repository.js';

interface PlatformRequestServices {
  readonly requestBudgets: RequestBudgetService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends PlatformRequestServices {}
}

export const platformRequests: Slice<PlatformRequestServices> = {
  name: 'platform-requests',
  entities: [requestBudgetEntity, platformRequestEntity],
  sealedTables: [sealedAnswers],
  services: {
    requestBudgets: ({ database, config }) =>
      new RequestBudgetService(database, {
        perSecond: config.platformRequestsPerSecond,
        atOnce: config.platformRequestsAtOnce,
        perMinute: config.platformRequestsPerMinute,
        burst: config.platformRequestsBurst,
      }),
  },
  loaders: {},
};
