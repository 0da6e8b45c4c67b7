import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CredentialOption } from '../catalogue/credential-option.graphql.js';
import type { SupportedRegion } from '../catalogue/region.graphql.js';
import { SetupStep } from '../catalogue/setup-step.graphql.js';
import {
  CredentialSet,
  CredentialSetStatus,
  toCredentialSet,
} from '../credentials/credential-set.graphql.js';
import type { CredentialSetRow } from '../credentials/credential-set.repository.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type { IntegrationResult } from './integration.outcomes.js';
import { statusOf } from './integration.rules.js';
import type { SettingRow } from './integration-setting.repository.js';
import { viewOf } from './integration-view.graphql.js';

export enum IntegrationStatus {
  NOT_CONFIGURED = 'NOT_CONFIGURED',
  DISABLED = 'DISABLED',
  ENABLED = 'ENABLED',
}
registerEnumType(IntegrationStatus, {
  name: 'IntegrationStatus',
  description: 'How far the set-up of an integration has come.',
  valuesConfig: {
    NOT_CONFIGURED: { description: 'No keys are saved.' },
    DISABLED: { description: 'Keys are saved; companies cannot be linked.' },
    ENABLED: { description: 'Companies can be linked.' },
  },
});

export enum SourceType {
  ACCOUNTING = 'ACCOUNTING',
}
registerEnumType(SourceType, {
  name: 'SourceType',
  description: 'What kind of software an integration connects to.',
  valuesConfig: { ACCOUNTING: { description: 'Accounting software.' } },
});

@RequiresScope('INTEGRATIONS_READ')
@ObjectType({
  description: 'A platform that companies can be linked through, as this workspace has set it up.',
  implements: Node,
  simpleResolvers: true,
})
export class Integration extends Node {
  @Field(() => String, { description: 'Names it in every workspace, e.g. sage-business-cloud-accounting.' })
  key: string;

  @Field(() => String, { description: 'As its makers call it.' })
  name: string;

  @Field(() => SourceType, { description: 'What kind of software it connects to.' })
  sourceType: SourceType;

  @Field(() => IntegrationStatus, { description: 'How far the set-up has come.' })
  status: IntegrationStatus;

  @Field(() => Boolean, { description: 'Whether companies can be linked.' })
  enabled: boolean;

  @Field(() => [CredentialOption], {
    description:
      'The answers to "What credentials do you have?", newest version first, each with its label, fields and regions; enough to draw the settings form.',
  })
  credentialOptions: readonly CredentialOption[];

  @Field(() => [CredentialSet], {
    description:
      'Saved sets, newest version first. Superseded sets are listed while a link still depends on them.',
  })
  credentialSets: readonly CredentialSet[];

  @Field(() => CredentialSet, {
    nullable: true,
    description: 'The set that new links use; null while none is saved.',
  })
  defaultCredentialSet: CredentialSet | null;

  // Resolved in integration.resolver.ts, because it takes an argument.
  supportedRegions: readonly SupportedRegion[];

  @Field(() => [SetupStep], {
    description:
      "Register the application, add its keys, enable: with this installation's real callback URL, and which are done.",
  })
  setupSteps: readonly SetupStep[];

  @Field(() => Url, {
    description:
      "Where the platform sends customers back to: enter it, character for character, as your application's callback URL.",
  })
  callbackUrl: string;

  @Field(() => Url, { description: 'Where you register your application.' })
  developerPortalUrl: string;

  @Field(() => Url, { nullable: true, description: "The platform's own documentation." })
  documentationUrl: string | null;

  @Field(() => Int, {
    description:
      'Grows by one with every change; give it back as `expectedVersion` to refuse a lost update. 0 before the first.',
  })
  version: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last changed; null before the first change.',
  })
  updatedAt: Date | null;
}

/** Those that the argument `enabled` asks for. */
export function integrationsThat(
  all: readonly (Integration | null)[],
  enabled?: boolean | null,
): Integration[] {
  const known = all.filter((one) => one !== null);
  return enabled === undefined || enabled === null ? known : known.filter((one) => one.enabled === enabled);
}

/** A saved set, shown as its option of the catalogue says; null where the catalogue has none for it. */
export function toSetOf(integration: Integration | null, row: CredentialSetRow): CredentialSet | null {
  const option = integration?.credentialOptions.find(({ apiVersion }) => apiVersion === row.api_version);
  return option ? toCredentialSet(row, option) : null;
}

/** The regions that the argument `supported` asks for. */
export function regionsThat(
  { supportedRegions }: Integration,
  supported?: boolean | null,
): readonly SupportedRegion[] {
  if (supported === undefined || supported === null) return supportedRegions;
  return supportedRegions.filter((region) => region.supported === supported);
}

export function toIntegration(
  { data, setting, sets }: Omit<IntegrationResult, 'setting'> & { setting: SettingRow | undefined },
  callbackUrl: string,
): Integration {
  const rank = (row: CredentialSetRow) =>
    data.options.findIndex(({ apiVersion }) => apiVersion === row.api_version);
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
