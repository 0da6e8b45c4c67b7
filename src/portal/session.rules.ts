import { createHmac, timingSafeEqual } from 'node:crypto';

/** Who is signed in to the portal, by which key, and until when. Never the key itself. */
export interface Session {
  readonly workspaceId: string;
  readonly prefix: string;
  readonly apiKeyId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A working day; nobody is signed out in the middle of one, and a forgotten browser is. */
export const SESSION_MS = 12 * 3_600_000;

const VERSION = 'v1';

/** `v1.<what it says>.<HMAC-SHA-256 of both>`: readable, and of no use once a character of it is changed. */
export function signSession(
  { workspaceId, prefix, apiKeyId, expiresAt }: Session,
  signingKey: Buffer,
): string {
  const said = Buffer.from(JSON.stringify([workspaceId, prefix, apiKeyId, expiresAt])).toString('base64url');
  return `${VERSION}.${said}.${signature(said, signingKey).toString('base64url')}`;
}

/** The session that a token stands for; undefined when it was not signed with this key or is past its end. */
export function readSession(token: string, signingKey: Buffer, now: number): Session | undefined {
  const [, said, signed] = /^v1\.([\w-]{1,400})\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || signed === undefined) return undefined;
  if (!timingSafeEqual(Buffer.from(signed, 'base64url'), signature(said, signingKey))) return undefined;
  const [workspaceId, prefix, apiKeyId, expiresAt] = JSON.parse(Buffer.from(said, 'base64url').toString());
  return expiresAt > now ? { workspaceId, prefix, apiKeyId, expiresAt } : undefined;
}

const signature = (said: string, signingKey: Buffer): Buffer =>
  createHmac('sha256', signingKey).update(`${VERSION}.${said}`).digest();
