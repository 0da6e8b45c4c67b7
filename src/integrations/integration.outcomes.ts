import type { IntegrationData, OptionData } from '../catalogue/catalogue.repository.js';
import { type CredentialSetRow, LINK_COUNT_LIMIT } from '../credentials/credential-set.repository.js';
import type { Fault } from '../credentials/credential-set.rules.js';
import { type Problem, problem, problemsOf } from '../infra/errors/problem.js';
import type { SetupStepDefinition } from '../providers/provider.js';
import { savedMessage } from './integration.rules.js';
import type { SettingRow } from './integration-setting.repository.js';

/** An integration after a transaction, with all data that is needed to show it. */
export interface IntegrationResult {
  readonly data: IntegrationData;
  readonly setting: SettingRow;
  readonly sets: readonly CredentialSetRow[];
}

export type Conflict = Problem<'VersionConflict'> & { currentVersion: number };
export type NotFound = Problem<'IntegrationNotFound'>;
type Changed<Kind extends string, More = object> = { kind: Kind } & IntegrationResult & More;

export type SaveOutcome =
  | Changed<'SaveCredentialsSuccess', { set: CredentialSetRow; message: string; changed: boolean; warnings: string[] }>
  | (Problem<'CredentialsRejected'> & { faults: readonly Fault[] })
  | NotFound
  | Conflict;
export type EnableOutcome =
  | Changed<'EnableIntegrationSuccess'>
  | (Problem<'CredentialsMissing'> & { data: IntegrationData; unmetSteps: readonly SetupStepDefinition[] })
  | NotFound
  | Conflict;
export type DisableOutcome = Changed<'DisableIntegrationSuccess'> | NotFound | Conflict;
export type DeleteOutcome =
  | Changed<'DeleteCredentialSetSuccess'>
  | Problem<'CredentialSetNotFound'>
  | (Problem<'CredentialSetInUse'> & { linkCount: number })
  | Problem<'LastCredentialSet'>
  | Conflict;

/** The outcome when the keys are saved, by this call or an earlier one. */
export function saved(
  { data, option, changed }: { data: IntegrationData; option: OptionData; changed: boolean },
  after: Omit<IntegrationResult, 'data'>,
  setId: string,
): SaveOutcome {
  const set = after.sets.find(({ id }) => id === setId);
  if (set === undefined) throw new Error('a saved set is not among the sets');
  const message = savedMessage(data.name, { changed, enabled: after.setting.enabled });
  const warnings = option.retiresOn === null || option.note === null ? [] : [option.note];
  return { kind: 'SaveCredentialsSuccess', data, ...after, set, message, changed, warnings };
}

export const integrationProblem = problemsOf({
  IntegrationNotFound: 'There is no integration with this key. The `integrations` query lists all keys.',
  CredentialSetNotFound:
    'There is no such credential set in this workspace. The field `credentialSets` of the integration lists them.',
  CredentialsRejected: 'The keys were not saved. `faults` says for each field what is wrong and what to do.',
  VersionConflict:
    'The integration was changed since you read it. Read it again, then repeat the change with its current version.',
});

function dependents(linkCount: number): string {
  if (linkCount === LINK_COUNT_LIMIT) return 'more than 1,000 links depend';
  return linkCount === 1 ? '1 link depends' : `${linkCount} links depend`;
}

export const setInUse = (linkCount: number): Problem<'CredentialSetInUse'> & { linkCount: number } =>
  problem(
    'CredentialSetInUse',
    `These keys are in use: ${dependents(linkCount)} on them. First unlink these links, or relink them with other keys.`,
    { linkCount },
  );

export const conflict = ({ version }: SettingRow): Conflict =>
  integrationProblem('VersionConflict', { currentVersion: version });
