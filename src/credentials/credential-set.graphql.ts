import { Field, InterfaceType } from 'type-graphql';
import { SupportedRegion } from '../catalogue/region.graphql.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { CredentialSetRow } from './credential-set.repository.js';
import { credentialTypeOf } from './credentials-input.graphql.js';

export const CredentialSetStatus = describedEnum('CredentialSetStatus', 'Whether new links may use a credential set.', {
  CURRENT: 'New links of this API version use it.',
  SUPERSEDED: 'Another application of the same API version was saved later. New links do not use this one.',
});
export type CredentialSetStatus = keyof typeof CredentialSetStatus;

@OutputType('The time and the fingerprint of a stored secret. Neither contains any part of the secret.')
export class StoredSecret {
  @Field(() => DateTime, { description: 'When the secret last changed.' })
  setAt: Date;

  @Field(() => String, {
    description:
      'The first 8 hex digits of an HMAC with a key of this installation. Equal secrets of the same workspace, version and field have equal fingerprints.',
  })
  fingerprint: string;
}

@RequiresScope('INTEGRATIONS_READ')
@InterfaceType({
  description:
    'The keys of one application that is registered with the platform for one API version. The client id identifies the set: new secrets for the same client id keep the set and its links.',
  implements: Node,
})
export abstract class CredentialSet extends Node {
  @Field(() => String, { description: 'The platform API version of the keys, such as 3.1.' })
  apiVersion: string;

  @Field(() => String, { description: 'The label of this kind of credentials on the settings page.' })
  label: string;

  @Field(() => CredentialSetStatus, { description: 'Whether new links may use it.' })
  status: CredentialSetStatus;

  @Field(() => String, { description: "The application's client id. It is not a secret." })
  clientId: string;

  @Field(() => StoredSecret, { description: 'The stored client secret.' })
  clientSecret: StoredSecret;

  @Field(() => [SupportedRegion], {
    description: 'The countries that this API version covers. Empty for a platform without countries.',
  })
  regions: readonly SupportedRegion[];

  @Field(() => DateTime, { description: 'When the set last changed.' })
  savedAt: Date;

  @Field(() => String, { description: 'Who saved the set: an API key by name and prefix, or `cli`.' })
  savedBy: string;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Since when the platform has refused these keys: links wait and none is lost. Null: it accepts them, or was not asked yet. Save the current keys with `saveCredentials`.',
  })
  faultySince: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Since when the platform has refused the saved secret while the replaced one still works, for 24 hours after it was replaced. Null: no such refusal is known.',
  })
  fallbackSince: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Since when the platform has repeatedly refused to renew tokens, in a form that says neither that the keys nor that the tokens are invalid. The links are kept. Null: no such refusals are known.',
  })
  refusedSince: Date | null;

  // credential-set.resolver.ts resolves `linkCount`, so that links are counted only when a query asks for it.
}

/** The part of a credential option that a set shows. */
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
  set.faultySince = timeOf(row.faulty_since);
  set.fallbackSince = timeOf(row.fallback_since);
  set.refusedSince = timeOf(row.refused_since);
  return Object.assign(set, secretsOf(row));
}

const timeOf = (time: Date | string | null): Date | null => (time === null ? null : new Date(time));

/** The stored secrets by the names of the set's fields. */
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
