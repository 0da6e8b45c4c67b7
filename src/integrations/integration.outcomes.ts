import type { CredentialSetRow } from '../credentials/credential-set.repository.js';
import type { Fault } from '../credentials/credential-set.rules.js';
import type { Problem } from '../platform/problem.js';
import type { IntegrationData, StepData } from './catalogue.repository.js';
import type { SettingRow } from './integration-setting.repository.js';

/** An integration as the transaction left it: all that showing it takes. */
export interface IntegrationResult {
  readonly data: IntegrationData;
  readonly setting: SettingRow;
  readonly sets: readonly CredentialSetRow[];
}

export type Conflict = Problem<'VersionConflict'> & { currentVersion: number };
export type NotFound = Problem<'IntegrationNotFound'>;
type Changed<Kind extends string, More = object> = { kind: Kind } & IntegrationResult & More;

export type SaveOutcome =
  | Changed<
      'SaveCredentialsSuccess',
      { set: CredentialSetRow; message: string; changed: boolean; warnings: string[] }
    >
  | (Problem<'CredentialsRejected'> & { faults: readonly Fault[] })
  | NotFound
  | Conflict;
export type EnableOutcome =
  | Changed<'EnableIntegrationSuccess'>
  | (Problem<'CredentialsMissing'> & { data: IntegrationData; unmetSteps: readonly StepData[] })
  | NotFound
  | Conflict;
export type DisableOutcome = Changed<'DisableIntegrationSuccess'> | NotFound | Conflict;
export type DeleteOutcome =
  | Changed<'DeleteCredentialSetSuccess'>
  | Problem<'CredentialSetNotFound'>
  | Problem<'LastCredentialSet'>
  | Conflict;
