import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, uuidFrom62, uuidTo62 } from '../infra/ids/base62.js';

/** What an API key may do. The order is the schema's. */
export const SCOPES = [
  'INTEGRATIONS_READ',
  'INTEGRATIONS_WRITE',
  'COMPANIES_READ',
  'COMPANIES_WRITE',
  'TOKENS_ISSUE',
  'AUDIT_READ',
  'API_KEYS_WRITE',
] as const;
export type Scope = (typeof SCOPES)[number];

const PREFIX = 8;
const WORKSPACE = 22;
const SECRET = 43;
const CHECKSUM = 6;
const SHAPE = new RegExp(
  `^ll_([0-9A-Za-z]{${PREFIX}})_([0-9A-Za-z]{${WORKSPACE}})[0-9A-Za-z]{${SECRET}}([0-9A-Za-z]{${CHECKSUM}})$`,
);

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECKSUM);
}

export interface NewKey {
  /** `ll_<prefix>_<workspace><32 random bytes><CRC32>`: shown once, stored nowhere. */
  readonly key: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

export function makeKey(workspaceId: string): NewKey {
  // Eight digits hold 47 bits: prefixes of one workspace hardly ever meet, and a unique key says so if they do.
  const prefix = base62(randomBytes(8), PREFIX);
  const workspace = uuidTo62(workspaceId);
  const body = `ll_${prefix}_${workspace}${base62(randomBytes(32), SECRET)}`;
  const key = body + checksum(body);
  return { key, prefix, hash: hashKey(key) };
}

/** A key has 256 random bits, so a fast hash is enough: there is nothing to guess. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface ParsedKey {
  readonly prefix: string;
  readonly workspaceId: string;
}

/** Prefix and workspace of a well-formed key; a typing error fails the CRC and costs no statement. */
export function parseKey(key: string): ParsedKey | undefined {
  const [, prefix, workspace, crc] = SHAPE.exec(key) ?? [];
  if (prefix === undefined || workspace === undefined) return undefined;
  if (checksum(key.slice(0, -CHECKSUM)) !== crc) return undefined;
  const workspaceId = uuidFrom62(workspace);
  return workspaceId === undefined ? undefined : { prefix, workspaceId };
}

/** How a key is named where somebody reads who did something: never more of it than its prefix. */
export const actorName = (name: string, prefix: string): string => `${name} (ll_${prefix})`;

/** The scopes that a key may not hand on, because it has not got them itself. */
export function escalation(own: ReadonlySet<Scope>, wanted: readonly Scope[]): Scope[] {
  return wanted.filter((scope) => !own.has(scope));
}
