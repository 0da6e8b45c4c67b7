import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from '../../infra/secrets/key-ring.js';
import { Secret } from '../../infra/secrets/secret.js';
import { DecryptionFailed, KeyNotInRing } from '../../infra/secrets/vault.js';

/** Identifies a spooled pair. It is authenticated but not encrypted. */
export interface SpoolHeader {
  readonly workspaceId: string;
  readonly grantId: string;
  /** The rotation of the refresh token that was exchanged for the pair. */
  readonly rotation: number;
  readonly pairId: string;
  /** When the answer came, in epoch ms by the process's clock. It is used only to remove old entries. */
  readonly at: number;
}

export interface SpooledPair {
  readonly access: Secret;
  readonly refresh: Secret;
  /** Other data for storing the pair, as JSON. */
  readonly facts: unknown;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a platform's answer as `v1.header.iv.ciphertext`, with AES-256-GCM of `node:crypto`. The vault's JWE is not
 * used, because jose is asynchronous: a process that is killed between the answer and the write to disk would lose the
 * link. The header with the key's id is additional authenticated data, so an entry that is copied to another grant or
 * rotation cannot be decrypted.
 */
export class SpoolSealer {
  constructor(private readonly ring: KeyRing) {}

  /** Returns one line without a line break. Synchronous on purpose. */
  seal(header: SpoolHeader, pair: SpooledPair): string {
    const key = this.ring.spoolKeys.get(this.ring.sealingKid);
    if (key === undefined) throw new KeyNotInRing('the sealing key is not in the ring');
    const head = encode({ kid: this.ring.sealingKid, ...header });
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.from(`${VERSION}.${head}`));
    const { access, refresh, facts } = pair;
    const text = JSON.stringify({ access: access.reveal(), refresh: refresh.reveal(), facts });
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return [VERSION, head, iv.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /**
   * Decrypts a line.
   * @throws KeyNotInRing if its key is missing, DecryptionFailed otherwise
   */
  open(line: string): SpooledPair {
    const [version, head = '', iv = '', sealed = ''] = line.split('.');
    const kid = (decode(head) as { kid?: unknown } | undefined)?.kid;
    const key = this.ring.spoolKeys.get(String(kid));
    if (key === undefined) throw new KeyNotInRing('sealed by a key that is not in the ring');
    try {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
      decipher.setAAD(Buffer.from(`${version}.${head}`));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
      const { access, refresh, facts } = JSON.parse(text.toString('utf8'));
      return { access: new Secret(access), refresh: new Secret(refresh), facts };
    } catch {
      // Without the cause, as in the vault, because it could contain plaintext.
      throw new DecryptionFailed('altered, cut or not a sealed pair');
    }
  }
}

/** The header of a line, read without a key. Undefined if the line is incomplete or has another version. */
export function headerOf(line: string): SpoolHeader | undefined {
  const [version, head = '', ...rest] = line.split('.');
  if (version !== VERSION || rest.length !== 2) return undefined;
  const header = decode(head) as Record<string, unknown> | undefined;
  if (header === undefined) return undefined;
  const { workspaceId, grantId, rotation, pairId, at } = header;
  const isValid =
    [workspaceId, grantId, pairId].every((id) => typeof id === 'string' && UUID.test(id)) &&
    Number.isInteger(rotation) &&
    typeof at === 'number';
  return isValid ? ({ workspaceId, grantId, rotation, pairId, at } as SpoolHeader) : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function decode(text: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
