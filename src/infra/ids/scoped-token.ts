import { createHash, randomBytes } from 'node:crypto';
import { base62, uuidFrom62, uuidTo62 } from './base62.js';

/** A one-time value that travels in a URL and names its workspace, so that no look-up needs a global index. */
export interface ScopedToken {
  /** `<workspace, 22 digits of base 62><256 random bits, 43 digits>`: shown once, stored nowhere. */
  readonly token: string;
  /** SHA-256 of the token: what is stored. */
  readonly hash: Buffer;
}

const SHAPE = /^([0-9A-Za-z]{22})[0-9A-Za-z]{43}$/;

/** A new token of a workspace (its uuid), with 256 random bits. */
export function makeScopedToken(workspaceId: string): ScopedToken {
  const token = uuidTo62(workspaceId) + base62(randomBytes(32), 43);
  return { token, hash: hashToken(token) };
}

/** The workspace and the hash of a well-formed token; undefined for anything else. Whether it exists is not asked. */
export function parseScopedToken(text: string): { workspaceId: string; hash: Buffer } | undefined {
  const [, workspace] = SHAPE.exec(text) ?? [];
  const workspaceId = workspace === undefined ? undefined : uuidFrom62(workspace);
  return workspaceId === undefined ? undefined : { workspaceId, hash: hashToken(text) };
}

/** SHA-256, 32 bytes: enough for 256 random bits, there is nothing to guess. */
export const hashToken = (text: string): Buffer => createHash('sha256').update(text).digest();
