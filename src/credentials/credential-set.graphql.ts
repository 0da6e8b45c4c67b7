import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { SupportedRegion } from '../catalogue/region.graphql.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { CredentialSetRow } from './credential-set.repository.js';
import { credentialTypeOf } from './credentials-input.graphql.js';

export enum CredentialSetStatus {
  CURRENT = 'CURRENT',
  SUPERSEDED = 'SUPERSEDED',
}
registerEnumType(CredentialSetStatus, {
  name: 'CredentialSetStatus',
  description: 'Whether new links may use a credential set.',
  valuesConfig: {
    CURRENT: { description: 'In force: new links of this API version use it.' },
    SUPERSEDED: {
      description: 'Another application of the same API version was saved after it. Nothing new uses it.',
    },
  },
});

@ObjectType({
  description:
    'That a secret is set, and a short keyed fingerprint to compare it by. Never the secret, nor a part of it.',
  simpleResolvers: true,
})
export class StoredSecret {
  @Field(() => DateTime, { description: 'When this secret was last set to another value.' })
  setAt: Date;

  @Field(() => String, {
    description:
      'The first 8 hex digits of an HMAC with a key of this installation: equal for equal secrets of one workspace, version and field, and of no use to anybody else.',
  })
  fingerprint: string;
}

@RequiresScope('INTEGRATIONS_READ')
@InterfaceType({
  description:
    'The keys of one application, registered with the platform for one API version. The same client id is the same set: new secrets for it keep its id and its links.',
  implements: Node,
})
export abstract class CredentialSet extends Node {
  @Field(() => String, { description: 'The platform API version that the keys are for, e.g. 3.1.' })
  apiVersion: string;

  @Field(() => String, { description: 'What the settings page calls this kind of credentials.' })
  label: string;

  @Field(() => CredentialSetStatus, { description: 'Whether new links may use it.' })
  status: CredentialSetStatus;

  @Field(() => String, { description: "The application's client id, as saved; it is no secret." })
  clientId: string;

  @Field(() => StoredSecret, { description: 'That the client secret is set.' })
  clientSecret: StoredSecret;

  @Field(() => [SupportedRegion], {
    description: 'The countries that this API version covers; none where the platform knows no countries.',
  })
  regions: readonly SupportedRegion[];

  @Field(() => DateTime, { description: 'When the set was last saved with a change.' })
  savedAt: Date;

  @Field(() => String, { description: 'Who saved it: the API key by name and prefix, or `cli`.' })
  savedBy: string;

  // `linkCount` is resolved by credential-set.resolver.ts: only who asks for it pays for the counting.
}

/** Of an option: what a set shows of it. */
export interface OptionOfSet {
  readonly inputField: string;
  readonly label: string;
  readonly regions: readonly SupportedRegion[];
}

export function toCredentialSet(row: CredentialSetRow, option: OptionOfSet): CredentialSet {
  const set: CredentialSet = new (credentialTypeOf(option.inputField))();
  set.id = toGlobalId('CredentialSet', row.id);
  set.apiVersion = row.api_version;
  set.label = option.label;
  set.status = CredentialSetStatus[row.status];
  set.clientId = row.client_id;
  set.regions = option.regions;
  set.savedAt = new Date(row.saved_at);
  set.savedBy = row.saved_by;
  return Object.assign(set, secretsOf(row));
}

/** By the names of the set's own fields. */
function secretsOf({ secrets }: CredentialSetRow): Record<string, StoredSecret> {
  const stored: Record<string, StoredSecret> = {};
  for (const { field, setAt, fingerprint } of secrets) {
    const secret = new StoredSecret();
    secret.setAt = new Date(setAt);
    secret.fingerprint = fingerprint.slice(0, 8);
    stored[field] = secret;
  }
  return stored;
}
