// The folder `infra/secrets`: encryption keys, and how values are encrypted with them. What is encrypted, and where it
// is stored, stands in the slices.

import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { countUnopened } from '../observability/metrics.js';
import { isKeyId, type KeyRing } from './key-ring.js';
import { Secret } from './secret.js';

/** The column of a row that a sealed value belongs to. Copied to another place, it does not open. */
export interface SealBinding {
  /** The owning workspace's uuid, or `installation`. */
  readonly workspace: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** A sealed value that does not open: altered, cut off, sealed for another place, or by a key that is not in the ring. */
export class DecryptionFailed extends Error {
  readonly code = 'DECRYPTION_FAILED';
  override readonly name = 'DecryptionFailed';
}

/** The key that sealed a value is not in the ring. It may have been removed from ENCRYPTION_KEYS too early. */
export class KeyNotInRing extends DecryptionFailed {}

const HOUR_MS = 3_600_000;
let failedAt = Number.NEGATIVE_INFINITY;

/** Warnings for `/readyz`. */
export const decryptionWarnings = (): string[] =>
  performance.now() - failedAt < HOUR_MS
    ? ['stored secrets did not open within the last hour: `npm run cli -- doctor` counts them']
    : [];

const BINDING = 'ledgerlink.binding';
const ENC = 'A256GCM';

/**
 * Seals secrets for the database and opens them: JWE compact (RFC 7516) with `alg: dir` and `enc: A256GCM`. The key's
 * id and the binding are in the protected header, which AES-GCM authenticates.
 */
export class Vault {
  constructor(readonly ring: KeyRing) {}

  /** @throws DecryptionFailed when the ring lacks its own sealing key. */
  async seal(secret: Secret, binding: SealBinding): Promise<string> {
    const key = this.ring.keys.get(this.ring.sealingKid);
    if (key === undefined) throw new DecryptionFailed('the sealing key is not in the ring');
    return new CompactEncrypt(new TextEncoder().encode(secret.reveal()))
      .setProtectedHeader({
        alg: 'dir',
        enc: ENC,
        kid: this.ring.sealingKid,
        [BINDING]: place(binding),
        crit: [BINDING],
      })
      .encrypt(key, { crit: { [BINDING]: true } });
  }

  /** @throws KeyNotInRing, DecryptionFailed. The message never contains a part of the value. */
  async open(sealed: string, binding: SealBinding): Promise<Secret> {
    try {
      const { kid } = decodeProtectedHeader(sealed);
      const key = this.ring.keys.get(kid ?? '');
      if (key === undefined) throw new KeyNotInRing('sealed by a key that is not in the ring');
      const options = {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: [ENC],
        crit: { [BINDING]: true },
      };
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, options);
      if (protectedHeader[BINDING] !== place(binding)) throw new DecryptionFailed('sealed for another place');
      return new Secret(new TextDecoder('utf-8', { ignoreBOM: true }).decode(plaintext));
    } catch (error) {
      failedAt = performance.now();
      countUnopened();
      if (error instanceof DecryptionFailed) throw error;
      // Without the cause on purpose: the library's message could contain a part of the value.
      throw new DecryptionFailed('altered, cut or not a sealed value');
    }
  }
}

/** The id of the key that sealed a value, or `unknown` where the value does not say it. */
export function keyIdOf(sealed: string): string {
  try {
    const { kid = '' } = decodeProtectedHeader(sealed);
    return isKeyId(kid) ? kid : 'unknown';
  } catch {
    return 'unknown'; // not a JWE: there is nothing to read
  }
}

const place = ({ workspace, table, row, column }: SealBinding): string =>
  JSON.stringify([workspace, table, row, column]);
