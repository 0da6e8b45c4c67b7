// The folder `infra/secrets`: encryption keys, and how values are encrypted with them. What is encrypted, and where it
// is stored, stands in the slices.

import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { KeyRing } from './key-ring.js';
import { Secret } from './secret.js';

/** The one place a sealed value belongs to. Copied anywhere else it does not open. */
export interface SealBinding {
  /** The owning workspace's uuid, or `installation`. */
  readonly workspace: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** A value that does not open: altered, cut, sealed for another place, or by a key that is not in the ring. */
export class DecryptionFailed extends Error {
  readonly code = 'DECRYPTION_FAILED';
  override readonly name = 'DecryptionFailed';
}

/** The value may be sound: a key was taken out of ENCRYPTION_KEYS too early, and putting it back mends it. */
export class KeyNotInRing extends DecryptionFailed {}

const BINDING = 'ledgerlink.binding';
const ENC = 'A256GCM';

/**
 * Seals secrets for the database: JWE compact (RFC 7516), `alg: dir`, `enc: A256GCM`, the key's id and the binding in
 * the protected header, which AES-GCM authenticates. Opened for the installation's own row, to call a platform, and for
 * `issueAccessToken`.
 */
export class Vault {
  constructor(readonly ring: KeyRing) {}

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
      if (error instanceof DecryptionFailed) throw error;
      // The cause is left out on purpose: a library's message could hold part of what it failed on.
      throw new DecryptionFailed('altered, cut or not a sealed value');
    }
  }
}

const place = ({ workspace, table, row, column }: SealBinding): string =>
  JSON.stringify([workspace, table, row, column]);
