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

/** The values sent for one option, by field name. */
export type CredentialValues = Readonly<Record<string, string | Secret | undefined>>;

/** Limits in code points. Plain fields are indexed, and a PostgreSQL index row has at most 2,704 bytes: 500 fit. */
const MAX_LENGTH = { secret: 2048, plain: 500 } as const;

/** Returns all faults of all fields. Values are not trimmed, and no message contains any part of a value. */
export function checkCredentials(fields: readonly CredentialFieldDefinition[], values: CredentialValues): Fault[] {
  return fields.flatMap(({ name, label, required, secret }) => {
    const maxLength = secret ? MAX_LENGTH.secret : MAX_LENGTH.plain;
    return faultsOf(textOf(values[name]), required, maxLength).map((reason) => ({
      field: name,
      reason,
      message: describe(label, reason, maxLength),
    }));
  });
}

/** Counts code points, so that a character outside the BMP counts once. */
function faultsOf(text: string, required: boolean, maxLength: number): FaultReason[] {
  if (text === '') return required ? ['MISSING'] : [];
  const faults: FaultReason[] = [];
  if (/\p{White_Space}/u.test(text)) faults.push('CONTAINS_WHITESPACE');
  const start = [...text.slice(0, 2 * maxLength + 2)];
  // A line break is also a control character, but CONTAINS_WHITESPACE describes it better.
  if (
    hasInvisible(
      start
        .slice(0, maxLength)
        .join('')
        .replace(/\p{White_Space}/gu, ''),
    )
  )
    faults.push('CONTAINS_INVISIBLE_CHARACTER');
  if (start.length > maxLength) faults.push('TOO_LONG');
  return faults;
}

function describe(label: string, reason: FaultReason, maxLength: number = MAX_LENGTH.secret): string {
  switch (reason) {
    case 'MISSING':
      return `${label} is empty. Copy it from your application's page in the platform's developer portal.`;
    case 'CONTAINS_WHITESPACE':
      return `${label} contains a space, a tab or a line break. Keys must not contain any. Copy it again without them.`;
    case 'CONTAINS_INVISIBLE_CHARACTER':
      return `${label} contains an invisible character, which copying from a document may add. Copy it again from its source.`;
    case 'TOO_LONG':
      return `${label} is longer than ${maxLength.toLocaleString('en')} characters. Copy it again from its source.`;
    case 'NOT_APPLICABLE':
      return `This integration does not accept credentials of the kind ${label}. \`credentialOptions\` lists the kinds that it accepts.`;
  }
}

/** How an audit event names a credential set. A client id is no secret. */
export const auditLabelOf = (apiVersion: string, clientId: string): string =>
  `API ${apiVersion}, client ID ${clientId}`;

/** The fault of credentials for an option that the integration does not have. */
export const notApplicable = (inputField: string): Fault => ({
  field: inputField,
  reason: 'NOT_APPLICABLE',
  message: describe(inputField, 'NOT_APPLICABLE'),
});

/** The fault of an application that this installation must not use. The provider's message says why and what to do. */
export const notUsable = (message: string): Fault => ({
  field: 'clientId',
  reason: 'NOT_APPLICABLE',
  message,
});

/** The part of a saved set that the decision about a new save needs. */
export interface KnownSet {
  readonly id: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly status: 'CURRENT' | 'SUPERSEDED';
  /** Hex, by field name. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

export type SavePlan =
  /** The same keys are saved and current. */
  | { readonly kind: 'unchanged'; readonly setId: string }
  /** The same application: its set stays, and these fields are replaced. */
  | { readonly kind: 'renew'; readonly setId: string; readonly fields: readonly string[] }
  | { readonly kind: 'create' };

/**
 * Decides how to save keys. API version and client id identify a credential set, independent of its secrets.
 * `fingerprints` are the fingerprints of the sent secrets.
 */
export function planSave(
  sets: readonly KnownSet[],
  sent: { apiVersion: string; clientId: string; fingerprints: Readonly<Record<string, string>> },
): SavePlan {
  const same = sets.find((set) => set.apiVersion === sent.apiVersion && set.clientId === sent.clientId);
  if (same === undefined) return { kind: 'create' };
  const fields = Object.keys(sent.fingerprints);
  // The secrets of a superseded set may have been erased, so all of them are replaced.
  if (same.status === 'SUPERSEDED') return { kind: 'renew', setId: same.id, fields };
  const changed = fields.filter((name) => same.fingerprints[name] !== sent.fingerprints[name]);
  return changed.length === 0
    ? { kind: 'unchanged', setId: same.id }
    : { kind: 'renew', setId: same.id, fields: changed };
}

const textOf = (value: string | Secret | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.reveal();
