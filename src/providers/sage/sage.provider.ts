import type { ProviderFactory } from '../provider.js';
import { sageApi } from './api/sage.api.js';
import { sageRequests } from './api/sage.requests.js';
import { sageDatasets } from './datasets/sage.datasets.js';
import { sageReports } from './datasets/sage.trial-balance.js';
import { sageOAuth } from './oauth/sage.oauth.js';
import { sageDefinition } from './sage.definition.js';
import { SageEndpoints } from './sage.endpoints.js';

/** Sage Business Cloud Accounting, API v3.1 and API v3.0. */
export const sage: ProviderFactory = {
  definition: sageDefinition,
  create({ sandboxUrl }) {
    const endpoints = new SageEndpoints(sandboxUrl);
    return {
      definition: sageDefinition,
      oauth: sageOAuth(endpoints),
      api: sageApi(endpoints),
      requests: sageRequests,
      datasets: sageDatasets,
      reports: sageReports,
    };
  },
};
