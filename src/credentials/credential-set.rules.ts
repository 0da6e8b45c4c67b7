import { hasInvisible } from '../infra/ids/visible-text.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { CredentialFieldDefinition } from '../providers/provider.js';

export type FaultReason =
  | 'MISSING'
  | 'CONTAINS_WHITESPACE'
  | 'CONTAINS_INVISIBLE_CHARACTER'
  | 'TOO_LONG'
  | 'NOT_APPLICABLE';

export interface Fault {
  /** The field's name in the credential option. */
  readonly field: string;
  readonly reason: FaultReason;
  readonly message: string;
}

/** What was sent for one option: plain text or secret, by field name. */
export type CredentialValues = Readonly<Record<string, string | Secret | undefined>>;

/** In code points. A field that is no secret is part of an index, whose rows end at 2,704 bytes: 500 of them fit. */
const MAX_LENGTH = { secret: 2048, plain: 500 } as const;

/** Every fault of every field at once. Nothing is trimmed, and no message holds anything of what was sent. */
export function checkCredentials(
  fields: readonly CredentialFieldDefinition[],
  values: CredentialValues,
): Fault[] {
  return fields.flatMap(({ name, label, required, secret }) => {
    const maxLength = secret ? MAX_LENGTH.secret : MAX_LENGTH.plain;
    return faultsOf(textOf(values[name]), required, maxLength).map((reason) => ({
      field: name,
      reason,
      message: describe(label, reason, maxLength),
    }));
  });
}

/** Length is in code points, so that no character of a key counts twice. */
function faultsOf(text: string, required: boolean, maxLength: number): FaultReason[] {
  if (text === '') return required ? ['MISSING'] : [];
  const faults: FaultReason[] = [];
  if (/\p{White_Space}/u.test(text)) faults.push('CONTAINS_WHITESPACE');
  // A line break is a control character too, but "white space" says more.
  if (hasInvisible(text.replace(/\p{White_Space}/gu, ''))) faults.push('CONTAINS_INVISIBLE_CHARACTER');
  if ([...text.slice(0, 2 * maxLength + 2)].length > maxLength) faults.push('TOO_LONG');
  return faults;
}

function describe(label: string, reason: FaultReason, maxLength: number = MAX_LENGTH.secret): string {
  switch (reason) {
    case 'MISSING':
      return `${label} is empty: copy it from your application's page in the platform's developer portal.`;
    case 'CONTAINS_WHITESPACE':
      return `${label} contains a space, a tab or a line break. Keys must not contain any: copy it again without them.`;
    case 'CONTAINS_INVISIBLE_CHARACTER':
      return `${label} contains a character that cannot be seen, as copying from a document may add: copy it again from its source.`;
    case 'TOO_LONG':
      return `${label} is longer than ${maxLength.toLocaleString('en')} characters.`;
    case 'NOT_APPLICABLE':
      return `This integration takes no credentials of the kind ${label}: \`credentialOptions\` lists what it takes.`;
  }
}

/** The one fault of credentials sent for an option that the integration does not have. */
export const notApplicable = (inputField: string): Fault => ({
  field: inputField,
  reason: 'NOT_APPLICABLE',
  message: describe(inputField, 'NOT_APPLICABLE'),
});

/** The one fault of an application that this installation must not use; the provider says why and what to do instead. */
export const notUsable = (message: string): Fault => ({
  field: 'clientId',
  reason: 'NOT_APPLICABLE',
  message,
});

/** A saved set as far as deciding about a new save needs it. */
export interface KnownSet {
  readonly id: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly status: 'CURRENT' | 'SUPERSEDED';
  /** Hex, by field name. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

export type SavePlan =
  /** Exactly these keys are saved and current. */
  | { readonly kind: 'unchanged'; readonly setId: string }
  /** The same application again: its set stays, with these fields set anew. */
  | { readonly kind: 'renew'; readonly setId: string; readonly fields: readonly string[] }
  | { readonly kind: 'create' };

/**
 * A credential set IS an application: the same API version and client id are the same set, whatever its secrets.
 * `fingerprints` are those of the secrets now sent.
 */
export function planSave(
  sets: readonly KnownSet[],
  wanted: { apiVersion: string; clientId: string; fingerprints: Readonly<Record<string, string>> },
): SavePlan {
  const same = sets.find((set) => set.apiVersion === wanted.apiVersion && set.clientId === wanted.clientId);
  if (same === undefined) return { kind: 'create' };
  const fields = Object.keys(wanted.fingerprints);
  // The secrets of a superseded set may have been erased: all of them are set anew.
  if (same.status === 'SUPERSEDED') return { kind: 'renew', setId: same.id, fields };
  const changed = fields.filter((name) => same.fingerprints[name] !== wanted.fingerprints[name]);
  return changed.length === 0
    ? { kind: 'unchanged', setId: same.id }
    : { kind: 'renew', setId: same.id, fields: changed };
}

const textOf = (value: string | Secret | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.reveal();
