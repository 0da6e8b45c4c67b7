import type { OptionData } from '../catalogue/catalogue.repository.js';
import type { SetupStepDefinition } from '../providers/provider.js';

/** The part of a workspace's settings that the rules need. */
export interface IntegrationState {
  readonly enabled: boolean;
  /** The API versions that have a current credential set. */
  readonly currentVersions: readonly string[];
}

export type IntegrationStatus = 'NOT_CONFIGURED' | 'DISABLED' | 'ENABLED';

export function statusOf({ enabled, currentVersions }: IntegrationState): IntegrationStatus {
  if (currentVersions.length === 0) return 'NOT_CONFIGURED';
  return enabled ? 'ENABLED' : 'DISABLED';
}

/** The version that new links use: the newest one with a current set. `options` are ordered newest first. */
export function defaultVersion(options: readonly OptionData[], state: IntegrationState): string | undefined {
  return options.find(({ apiVersion }) => state.currentVersions.includes(apiVersion))?.apiVersion;
}

/** The option that the settings page selects first: the one in use, or else the newest. */
export function preselectedVersion(options: readonly OptionData[], state: IntegrationState): string | undefined {
  return defaultVersion(options, state) ?? options[0]?.apiVersion;
}

export function isDone(step: Pick<SetupStepDefinition, 'doneWhen'>, state: IntegrationState): boolean {
  const saved = state.currentVersions.length > 0;
  return step.doneWhen === 'ENABLED' ? saved && state.enabled : saved;
}

/** The steps that must be done before an integration can be enabled. Empty when it can. Enabling itself is not one. */
export function whyNotEnable<Step extends Pick<SetupStepDefinition, 'doneWhen'>>(
  steps: readonly Step[],
  state: IntegrationState,
): Step[] {
  return steps.filter((step) => step.doneWhen !== 'ENABLED' && !isDone(step, state));
}

/** Whether removing this set would leave an enabled integration without any. */
export function isLastSet(sets: readonly { id: string; status: string }[], setId: string, enabled: boolean): boolean {
  const current = sets.filter(({ status }) => status === 'CURRENT');
  return enabled && current.length === 1 && current[0]?.id === setId;
}

/** The confirmation after saving. */
export function savedMessage(name: string, { changed, enabled }: { changed: boolean; enabled: boolean }): string {
  const saved = changed ? `The keys of ${name} were saved.` : `These keys of ${name} were already saved.`;
  return enabled
    ? `${saved} The integration is enabled.`
    : `${saved} Enable it when you are ready, with enableIntegration.`;
}
