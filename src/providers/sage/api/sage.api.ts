import type { ProviderApi } from '../../provider-api.js';
import { isV30, type SageEndpoints } from '../sage.endpoints.js';
import { businessesV30, businessesV31 } from './sage.businesses.js';
import { sageHeaderSecrets, sageHeaders } from './sage.headers.js';
import { checkSubscription } from './sage.subscription.js';

/** Sage's API. On v3.0 the base URL has no version: paths such as `accounts/v3/…` and `core/v3/…` follow it. */
export function sageApi(endpoints: SageEndpoints): ProviderApi {
  return {
    baseUrl: ({ application }) => endpoints.api(application).href,
    headers: sageHeaders,
    headerSecrets: sageHeaderSecrets,
    listBusinesses: (access) => {
      const base = endpoints.api(access.application);
      // On v3.1 the list belongs to the user, so no business is named.
      return isV30(access.application.apiVersion)
        ? businessesV30(base, access)
        : businessesV31(base, { ...access, businessId: null });
    },
    checkBusiness: (access) => checkSubscription(endpoints.api(access.application), access),
  };
}
