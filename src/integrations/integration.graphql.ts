import { Field, Int } from 'type-graphql';
import { CredentialOption } from '../catalogue/credential-option.graphql.js';
import type { SupportedRegion } from '../catalogue/region.graphql.js';
import { SetupStep } from '../catalogue/setup-step.graphql.js';
import { CredentialSet, CredentialSetStatus, toCredentialSet } from '../credentials/credential-set.graphql.js';
import type { CredentialSetRow } from '../credentials/credential-set.repository.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type { IntegrationResult } from './integration.outcomes.js';
import { statusOf } from './integration.rules.js';
import type { SettingRow } from './integration-setting.repository.js';
import { viewOf } from './integration-view.graphql.js';

export const IntegrationStatus = describedEnum('IntegrationStatus', 'The state of the set-up of an integration.', {
  NOT_CONFIGURED: 'No keys are saved.',
  DISABLED: 'Keys are saved, but companies cannot be linked.',
  ENABLED: 'Companies can be linked.',
});
export type IntegrationStatus = keyof typeof IntegrationStatus;

export const SourceType = describedEnum('SourceType', 'The kind of software that an integration connects to.', {
  ACCOUNTING: 'Accounting software.',
});
export type SourceType = keyof typeof SourceType;

@RequiresScope('INTEGRATIONS_READ')
@OutputType('A platform through which companies can be linked, with the settings of this workspace.', Node)
export class Integration extends Node {
  @Field(() => String, {
    description: 'The same key in every workspace, such as sage-business-cloud-accounting.',
  })
  key: string;

  @Field(() => String, { description: 'The name of the platform.' })
  name: string;

  @Field(() => SourceType, { description: 'The kind of software.' })
  sourceType: SourceType;

  @Field(() => IntegrationStatus, { description: 'The state of the set-up.' })
  status: IntegrationStatus;

  @Field(() => Boolean, { description: 'Whether companies can be linked.' })
  enabled: boolean;

  @Field(() => [CredentialOption], {
    description:
      'The kinds of credentials that the integration accepts, newest version first, with all that is needed to show the settings form.',
  })
  credentialOptions: readonly CredentialOption[];

  @Field(() => [CredentialSet], {
    description: 'The saved sets, newest version first. A superseded set is listed while a link depends on it.',
  })
  credentialSets: readonly CredentialSet[];

  @Field(() => CredentialSet, {
    nullable: true,
    description: 'The set that new links use. Null while none is saved.',
  })
  defaultCredentialSet: CredentialSet | null;

  // integration.resolver.ts resolves this field, because it has an argument.
  supportedRegions: readonly SupportedRegion[];

  @Field(() => [SetupStep], {
    description:
      "The steps of the set-up, with this installation's callback URL: register the application, add its keys, enable the integration.",
  })
  setupSteps: readonly SetupStep[];

  @Field(() => Url, {
    description:
      "The URL to which the platform sends customers back. Enter it exactly as shown as your application's callback URL.",
  })
  callbackUrl: string;

  @Field(() => Url, { description: 'The page where you register your application.' })
  developerPortalUrl: string;

  @Field(() => Url, { nullable: true, description: "The platform's own documentation." })
  documentationUrl: string | null;

  @Field(() => Int, {
    description:
      'A number that grows by one with every change, 0 before the first. Send it as `expectedVersion` to prevent lost updates.',
  })
  version: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the settings were last changed. Null before the first change.',
  })
  updatedAt: Date | null;
}

/** The integrations that the argument `enabled` selects. */
export function integrationsThat(all: readonly (Integration | null)[], enabled?: boolean | null): Integration[] {
  const integrations = all.filter((integration) => integration !== null);
  if (enabled === undefined || enabled === null) return integrations;
  return integrations.filter((integration) => integration.enabled === enabled);
}

/** A saved set with the data of its credential option. Null if the catalogue has no such option. */
export function toSetOf(integration: Integration | null, row: CredentialSetRow): CredentialSet | null {
  const option = integration?.credentialOptions.find(({ apiVersion }) => apiVersion === row.api_version);
  return option ? toCredentialSet(row, option) : null;
}

/** The regions that the argument `supported` selects. */
export function regionsThat({ supportedRegions }: Integration, supported?: boolean | null): readonly SupportedRegion[] {
  if (supported === undefined || supported === null) return supportedRegions;
  return supportedRegions.filter((region) => region.supported === supported);
}

export function toIntegration(
  { data, setting, sets }: Omit<IntegrationResult, 'setting'> & { setting: SettingRow | undefined },
  callbackUrl: string,
): Integration {
  const rank = (row: CredentialSetRow) => data.options.findIndex(({ apiVersion }) => apiVersion === row.api_version);
  const listed = sets
    .filter(({ status, held }) => status === 'CURRENT' || held)
    .sort((a, b) => rank(a) - rank(b) || a.status.localeCompare(b.status) || (a.id < b.id ? 1 : -1));
  const current = listed.filter(({ status }) => status === 'CURRENT');
  const state = {
    enabled: setting?.enabled ?? false,
    currentVersions: current.map((row) => row.api_version),
  };
  const view = viewOf(data, state, callbackUrl);
  const credentialSets = listed.map((row) => toCredentialSet(row, view.optionOf(row.api_version)));
  return Object.assign(new Integration(), view.fields, {
    status: IntegrationStatus[statusOf(state)],
    enabled: state.enabled,
    credentialSets,
    defaultCredentialSet: credentialSets.find(({ status }) => status === CredentialSetStatus.CURRENT) ?? null,
    version: setting?.version ?? 0,
    updatedAt: setting?.updated_at ?? null,
  });
}
