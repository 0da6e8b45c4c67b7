import { createHash, randomBytes } from 'node:crypto';
import { base62, uuidFrom62, uuidTo62 } from './base62.js';

/** A secret for a URL that contains its workspace's id, so that a look-up needs no index over all workspaces. */
export interface ScopedToken {
  /** `<workspace, 22 digits of base 62><256 random bits, 43 digits>`. It is shown once and never stored. */
  readonly token: string;
  /** SHA-256 of the token, which is what the database stores. */
  readonly hash: Buffer;
}

const SHAPE = /^([0-9A-Za-z]{22})[0-9A-Za-z]{43}$/;

/** Makes a token of a workspace (its uuid) with 256 random bits. */
export function makeScopedToken(workspaceId: string): ScopedToken {
  const token = uuidTo62(workspaceId) + base62(randomBytes(32), 43);
  return { token, hash: hashToken(token) };
}

/** The workspace and the hash of a well-formed token; undefined for anything else. Does not check whether it exists. */
export function parseScopedToken(text: string): { workspaceId: string; hash: Buffer } | undefined {
  const [, workspace] = SHAPE.exec(text) ?? [];
  const workspaceId = workspace === undefined ? undefined : uuidFrom62(workspace);
  return workspaceId === undefined ? undefined : { workspaceId, hash: hashToken(text) };
}

/** SHA-256, 32 bytes. A fast hash is enough, because 256 random bits cannot be guessed. */
export const hashToken = (text: string): Buffer => createHash('sha256').update(text).digest();
