import type { IntegrationData } from '../catalogue/catalogue.repository.js';
import { coveredVersions } from '../catalogue/coverage.rules.js';
import { type CredentialOption, toCredentialOption } from '../catalogue/credential-option.graphql.js';
import { toRegion } from '../catalogue/region.graphql.js';
import { toSetupStep } from '../catalogue/setup-step.graphql.js';
import { immutable } from '../infra/graphql/compiled/immutable.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { type IntegrationState, isDone, preselectedVersion } from './integration.rules.js';

/** The part of an Integration that depends only on the catalogue and the state. */
type IntegrationView = ReturnType<typeof makeView>;

const views = new WeakMap<IntegrationData, Map<string, IntegrationView>>();

/**
 * Caches one view per integration and state. There are few states: the versions with keys, and whether the integration
 * is enabled. The views are released together with their catalogue version.
 */
export function viewOf(data: IntegrationData, state: IntegrationState, callbackUrl: string): IntegrationView {
  const viewsByState = views.get(data) ?? new Map<string, IntegrationView>();
  views.set(data, viewsByState);
  const key = `${state.enabled} ${state.currentVersions.join(' ')} ${callbackUrl}`;
  const view = viewsByState.get(key) ?? makeView(data, state, callbackUrl);
  viewsByState.set(key, view);
  return view;
}

function makeView(data: IntegrationData, state: IntegrationState, callbackUrl: string) {
  const regions = data.regions.map((region) => toRegion(data.key, region, state.currentVersions));
  const preselected = preselectedVersion(data.options, state);
  const options = new Map(
    data.options.map((option) => {
      const covered = regions.filter((region) => coveredVersions(region).includes(option.apiVersion));
      return [option.apiVersion, toCredentialOption(option, covered, option.apiVersion === preselected)];
    }),
  );
  const urls = { callbackUrl, developerPortalUrl: data.developerPortalUrl };
  return {
    // Immutable, so that its JSON can be cached too (`infra/graphql/compiled/json-cache.ts`).
    fields: immutable({
      id: toGlobalId('Integration', data.key),
      key: data.key,
      name: data.name,
      sourceType: data.sourceType,
      credentialOptions: [...options.values()],
      supportedRegions: regions,
      setupSteps: data.steps.map((step) => toSetupStep(step, urls, isDone(step, state))),
      ...urls,
      documentationUrl: data.documentationUrl,
    }),
    optionOf: (apiVersion: string): CredentialOption => {
      const option = options.get(apiVersion);
      if (option === undefined) throw new Error(`the catalogue has no credential option ${apiVersion} of ${data.key}`);
      return option;
    },
  };
}
