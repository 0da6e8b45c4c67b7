import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from '../../infra/secrets/key-ring.js';
import { Secret } from '../../infra/secrets/secret.js';
import { DecryptionFailed, KeyNotInRing } from '../../infra/secrets/vault.js';

/** What a spooled pair belongs to; authenticated with it, and readable without a key. */
export interface SpoolHeader {
  readonly workspaceId: string;
  readonly grantId: string;
  /** Of the refresh token that was presented for it. */
  readonly rotation: number;
  readonly pairId: string;
  /** When the answer came, in ms since 1970 by the process's clock: only how long an entry is kept depends on it. */
  readonly at: number;
}

export interface SpooledPair {
  readonly access: Secret;
  readonly refresh: Secret;
  /** What else storing it takes; plain JSON. */
  readonly facts: unknown;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what a platform answered in the tick in which it came: `v1.header.iv.ciphertext`, AES-256-GCM by `node:crypto`.
 * Not the vault's JWE, because jose works on WebCrypto, which is asynchronous: between the answer and its first trace
 * on disk the event loop would turn, and a process that is killed there loses the link. The header, with the key's id,
 * is the additional authenticated data, so an entry copied to another grant or rotation does not open.
 */
export class SpoolSealer {
  constructor(private readonly ring: KeyRing) {}

  /** One line, without its end. Synchronous on purpose. */
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

  /** Throws DecryptionFailed, and KeyNotInRing where only the key is missing. */
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
      // The cause is left out on purpose, as in the vault.
      throw new DecryptionFailed('altered, cut or not a sealed pair');
    }
  }
}

/** What a line says it belongs to, before anything is opened; undefined where it is torn or of another version. */
export function headerOf(line: string): SpoolHeader | undefined {
  const [version, head = '', ...rest] = line.split('.');
  if (version !== VERSION || rest.length !== 2) return undefined;
  const header = decode(head) as Record<string, unknown> | undefined;
  if (header === undefined) return undefined;
  const { workspaceId, grantId, rotation, pairId, at } = header;
  const sound =
    [workspaceId, grantId, pairId].every((id) => typeof id === 'string' && UUID.test(id)) &&
    Number.isInteger(rotation) &&
    typeof at === 'number';
  return sound ? ({ workspaceId, grantId, rotation, pairId, at } as SpoolHeader) : undefined;
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
