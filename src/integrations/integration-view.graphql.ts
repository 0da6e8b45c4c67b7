import type { IntegrationData } from '../catalogue/catalogue.repository.js';
import { coveredVersions } from '../catalogue/coverage.rules.js';
import { type CredentialOption, toCredentialOption } from '../catalogue/credential-option.graphql.js';
import { type SupportedRegion, toRegion } from '../catalogue/region.graphql.js';
import { type SetupStep, toSetupStep } from '../catalogue/setup-step.graphql.js';
import { immutable } from '../infra/graphql/compiled/immutable.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { type IntegrationState, isDone, preselectedVersion } from './integration.rules.js';

/** The part of an Integration that follows from the catalogue and the state alone. */
export interface IntegrationView {
  readonly fields: {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly sourceType: string;
    readonly credentialOptions: readonly CredentialOption[];
    readonly supportedRegions: readonly SupportedRegion[];
    readonly setupSteps: readonly SetupStep[];
    readonly callbackUrl: string;
    readonly developerPortalUrl: string;
    readonly documentationUrl: string | null;
  };
  optionOf(apiVersion: string): CredentialOption;
}

const views = new WeakMap<IntegrationData, Map<string, IntegrationView>>();

/**
 * Made once per integration and state, and shared by all requests: a state is which of a handful of versions have
 * keys, and whether it is enabled, so there are few. They go with the catalogue snapshot they were made from.
 */
export function viewOf(data: IntegrationData, state: IntegrationState, callbackUrl: string): IntegrationView {
  const known = views.get(data) ?? new Map<string, IntegrationView>();
  views.set(data, known);
  const name = `${state.enabled} ${state.currentVersions.join(' ')} ${callbackUrl}`;
  const view = known.get(name) ?? makeView(data, state, callbackUrl);
  known.set(name, view);
  return view;
}

function makeView(data: IntegrationData, state: IntegrationState, callbackUrl: string): IntegrationView {
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
    // What is made of it alone is kept as well (`platform/written-parts.ts`).
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
    optionOf: (apiVersion) => {
      const option = options.get(apiVersion);
      if (option === undefined)
        throw new Error(`the catalogue has no credential option ${apiVersion} of ${data.key}`);
      return option;
    },
  };
}
