import { errors, jwtVerify, SignJWT } from 'jose';
import type { Actor } from '../workspaces/api-key.service.js';

/** The API key that a browser signed in with, by its id and prefix. Never the key itself. */
export type Session = Pick<Actor, 'workspaceId' | 'prefix' | 'apiKeyId'>;

/** A working day: a session does not end during it, and one that was forgotten ends after it. */
export const SESSION_SECONDS = 12 * 3_600;

/** How far the clocks of two instances may differ, in seconds. */
const CLOCK_TOLERANCE = 5;

/** Makes the token of a session: a JWT (RFC 7519) signed with HMAC-SHA-256. It is not secret from its holder. */
export async function signSession(session: Session, signingKey: Buffer, now: Date) {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const token = new SignJWT({ ...session }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(issuedAt);
  return { token: await token.sign(signingKey), expiresAt: endOf(issuedAt) };
}

const endOf = (issuedAt: number) => new Date((issuedAt + SESSION_SECONDS) * 1000);

/**
 * Reads a session token. Undefined: it was not signed with this key, it is older than `SESSION_SECONDS`, or it was
 * issued in the future, by a clock that was wrong.
 */
export async function readSession(
  token: string,
  signingKey: Buffer,
  now: Date,
): Promise<{ session: Session; expiresAt: Date } | undefined> {
  try {
    const { payload } = await jwtVerify<Session>(token, signingKey, {
      algorithms: ['HS256'],
      maxTokenAge: SESSION_SECONDS,
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: now,
    });
    const { iat = 0, ...session } = payload;
    return { session, expiresAt: endOf(iat) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
