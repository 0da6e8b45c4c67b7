import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, uuidFrom62, uuidTo62 } from '../infra/ids/base62.js';

/** All scopes, in the order of the schema. */
export const SCOPES = [
  'INTEGRATIONS_READ',
  'INTEGRATIONS_WRITE',
  'COMPANIES_READ',
  'COMPANIES_WRITE',
  'TOKENS_ISSUE',
  'PLATFORM_READ',
  'PLATFORM_WRITE',
  'DATA_READ',
  'DATA_READ_BANK_NUMBERS',
  'DATA_PULL',
  'EVENTS_READ',
  'WEBHOOKS_WRITE',
  'AUDIT_READ',
  'API_KEYS_WRITE',
] as const;
export type Scope = (typeof SCOPES)[number];

const PREFIX_LENGTH = 8;
const WORKSPACE_LENGTH = 22;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const KEY_FORMAT = new RegExp(
  `^ll_([0-9A-Za-z]{${PREFIX_LENGTH}})_([0-9A-Za-z]{${WORKSPACE_LENGTH}})[0-9A-Za-z]{${SECRET_LENGTH}}([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECKSUM_LENGTH);
}

export interface NewKey {
  /** `ll_<prefix>_<workspace><32 random bytes><CRC32>`. It is shown once and not stored. */
  readonly key: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

export function makeKey(workspaceId: string): NewKey {
  // Eight digits carry 47 bits, so equal prefixes in one workspace are very unlikely. A unique index rejects them.
  const prefix = base62(randomBytes(8), PREFIX_LENGTH);
  const workspace = uuidTo62(workspaceId);
  const body = `ll_${prefix}_${workspace}${base62(randomBytes(32), SECRET_LENGTH)}`;
  const key = body + checksum(body);
  return { key, prefix, hash: hashKey(key) };
}

/** SHA-256 of a key. A fast hash is safe, because a key has 256 random bits and cannot be guessed. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface ParsedKey {
  readonly prefix: string;
  readonly workspaceId: string;
}

/** Prefix and workspace of a well-formed key. The CRC rejects a mistyped key without a database query. */
export function parseKey(key: string): ParsedKey | undefined {
  const [, prefix, workspace, crc] = KEY_FORMAT.exec(key) ?? [];
  if (prefix === undefined || workspace === undefined) return undefined;
  if (checksum(key.slice(0, -CHECKSUM_LENGTH)) !== crc) return undefined;
  const workspaceId = uuidFrom62(workspace);
  return workspaceId === undefined ? undefined : { prefix, workspaceId };
}

/** The name of a key in audit events. It contains the prefix and nothing else of the key. */
export const actorName = (name: string, prefix: string): string => `${name} (ll_${prefix})`;

/** The requested scopes that the calling key does not have and therefore cannot grant. */
/** Whether a key that ends at `wanted` would outlive the key that makes it. Null: never ends. */
export const outlives = (wanted: Date | null, own: Date | null): boolean =>
  own !== null && (wanted === null || wanted > own);

export function escalation(own: ReadonlySet<Scope>, requested: readonly Scope[]): Scope[] {
  return requested.filter((scope) => !own.has(scope));
}
