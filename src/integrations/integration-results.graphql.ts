import { toSetupStep } from '../catalogue/setup-step.graphql.js';
import { unreachable } from '../infra/errors/problem.js';
import { toProblem } from '../infra/graphql/problem.graphql.js';
import {
  CredentialSetInUse,
  CredentialSetNotFound,
  type DeleteCredentialSetResult,
  DeleteCredentialSetSuccess,
  LastCredentialSet,
} from './delete-credential-set.graphql.js';
import { toIntegration, toSetOf } from './integration.graphql.js';
import type {
  DeleteOutcome,
  DisableOutcome,
  EnableOutcome,
  IntegrationResult,
  SaveOutcome,
} from './integration.outcomes.js';
import {
  CredentialFault,
  CredentialFaultReason,
  CredentialsRejected,
  type SaveCredentialsResult,
  SaveCredentialsSuccess,
} from './save-credentials.graphql.js';
import { IntegrationNotFound, VersionConflict } from './shared-results.graphql.js';
import {
  CredentialsMissing,
  type DisableIntegrationResult,
  DisableIntegrationSuccess,
  type EnableIntegrationResult,
  EnableIntegrationSuccess,
} from './switch-integration.graphql.js';

const shown = ({ data, setting, sets }: IntegrationResult, callbackUrl: string) =>
  toIntegration(data, setting, sets, callbackUrl);

export function toSaveResult(outcome: SaveOutcome, callbackUrl: string): typeof SaveCredentialsResult {
  switch (outcome.kind) {
    case 'SaveCredentialsSuccess': {
      const integration = shown(outcome, callbackUrl);
      const credentialSet = toSetOf(integration, outcome.set);
      if (credentialSet === null) throw new Error('a saved set is of an option that the catalogue lacks');
      const { message, changed, warnings } = outcome;
      return Object.assign(new SaveCredentialsSuccess(), {
        message,
        integration,
        credentialSet,
        changed,
        warnings,
      });
    }
    case 'CredentialsRejected': {
      const faults = outcome.faults.map((fault) =>
        Object.assign(new CredentialFault(), fault, { reason: CredentialFaultReason[fault.reason] }),
      );
      return toProblem(CredentialsRejected, { ...outcome, faults });
    }
    case 'IntegrationNotFound':
      return toProblem(IntegrationNotFound, outcome);
    case 'VersionConflict':
      return toProblem(VersionConflict, outcome);
    default:
      return unreachable(outcome);
  }
}

export function toEnableResult(outcome: EnableOutcome, callbackUrl: string): typeof EnableIntegrationResult {
  switch (outcome.kind) {
    case 'EnableIntegrationSuccess':
      return Object.assign(new EnableIntegrationSuccess(), { integration: shown(outcome, callbackUrl) });
    case 'CredentialsMissing': {
      const { data, unmetSteps, ...problem } = outcome;
      const urls = { callbackUrl, developerPortalUrl: data.developerPortalUrl };
      const steps = unmetSteps.map((step) => toSetupStep(step, urls, false));
      return toProblem(CredentialsMissing, { ...problem, unmetSteps: steps });
    }
    case 'IntegrationNotFound':
      return toProblem(IntegrationNotFound, outcome);
    case 'VersionConflict':
      return toProblem(VersionConflict, outcome);
    default:
      return unreachable(outcome);
  }
}

export function toDisableResult(
  outcome: DisableOutcome,
  callbackUrl: string,
): typeof DisableIntegrationResult {
  switch (outcome.kind) {
    case 'DisableIntegrationSuccess':
      return Object.assign(new DisableIntegrationSuccess(), { integration: shown(outcome, callbackUrl) });
    case 'IntegrationNotFound':
      return toProblem(IntegrationNotFound, outcome);
    case 'VersionConflict':
      return toProblem(VersionConflict, outcome);
    default:
      return unreachable(outcome);
  }
}

export function toDeleteResult(
  outcome: DeleteOutcome,
  callbackUrl: string,
): typeof DeleteCredentialSetResult {
  switch (outcome.kind) {
    case 'DeleteCredentialSetSuccess':
      return Object.assign(new DeleteCredentialSetSuccess(), { integration: shown(outcome, callbackUrl) });
    case 'CredentialSetNotFound':
      return toProblem(CredentialSetNotFound, outcome);
    case 'CredentialSetInUse':
      return toProblem(CredentialSetInUse, outcome);
    case 'LastCredentialSet':
      return toProblem(LastCredentialSet, outcome);
    case 'VersionConflict':
      return toProblem(VersionConflict, outcome);
    default:
      return unreachable(outcome);
  }
}
