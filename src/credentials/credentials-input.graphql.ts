import { Directive, Field, InputType } from 'type-graphql';
import type { CredentialSet } from './credential-set.graphql.js';
import type { CredentialValues } from './credential-set.rules.js';

@Directive('@oneOf')
@InputType({
  description:
    'The keys of one application. Exactly one field is sent: the `inputField` of the chosen `CredentialOption`.',
})
export class CredentialsInput {
  [inputField: string]: CredentialValues | undefined;
}

type CredentialType = new () => CredentialSet;
const types = new Map<string, CredentialType>();

export interface CredentialKind {
  /** The option's `inputField`. */
  readonly inputField: string;
  readonly description: string;
  readonly input: new () => object;
  readonly set: CredentialType;
}

/** Called by a platform's file: adds its field to CredentialsInput and registers the GraphQL type of its sets. */
export function declareCredentials({ inputField, description, input, set }: CredentialKind): void {
  Field(() => input, { nullable: true, description })(CredentialsInput.prototype, inputField);
  types.set(inputField, set);
}

export function credentialTypeOf(inputField: string): CredentialType {
  const type = types.get(inputField);
  if (type === undefined) throw new Error(`no GraphQL type is declared for credentials of ${inputField}`);
  return type;
}

/** The option that was sent. graphql-js has validated that it is exactly one (`@oneOf`). */
export function sentCredentials(input: CredentialsInput): { inputField: string; values: CredentialValues } {
  for (const [inputField, values] of Object.entries(input)) {
    if (values !== undefined && values !== null) return { inputField, values };
  }
  throw new Error('a @oneOf input arrived empty');
}
