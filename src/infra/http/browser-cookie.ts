import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { base62, uuidTo62 } from '../ids/base62.js';
import { hashToken, parseScopedToken } from '../ids/scoped-token.js';

/** A browser that was here before, by its cookie. */
export interface Browser {
  /** Whose page it began last. */
  readonly workspaceId: string;
  /** SHA-256 of its id, which is the same for all workspaces: what is stored. */
  readonly hash: Buffer;
  /** What its forms carry, so that no other page can send them: bound to the cookie and to a purpose. */
  csrfToken(purpose: string): string;
  isCsrfToken(purpose: string, given: string): boolean;
}

const WORKSPACE_DIGITS = 22;

/**
 * One random id for a browser, 256 bits, in a cookie that lives as long as its session: HttpOnly, SameSite=Lax (Strict
 * would lose it on the way back from another site), Path=/. Whether it is Secure, and its name has the `__Host-` prefix
 * that keeps other hosts from setting it (RFC 6265bis §4.1.3.2), is decided by the public URL and never by a request.
 */
export class BrowserCookie {
  readonly #secure: boolean;
  readonly name: string;

  constructor(publicUrl: string) {
    this.#secure = publicUrl.startsWith('https:');
    this.name = this.#secure ? '__Host-ledgerlink-link' : 'ledgerlink-link';
  }

  /** Undefined for a browser without the cookie, or with one that is none of ours. */
  read(request: FastifyRequest): Browser | undefined {
    const value = request.cookies[this.name];
    return value === undefined ? undefined : toBrowser(value);
  }

  /** The browser, known from now on, and that it was here for this workspace. */
  keep(request: FastifyRequest, reply: FastifyReply, workspaceId: string): Browser {
    const value = request.cookies[this.name];
    const known = value === undefined ? undefined : toBrowser(value);
    if (known !== undefined && known.workspaceId === workspaceId) return known;
    const id = known === undefined ? base62(randomBytes(32), 43) : value?.slice(WORKSPACE_DIGITS);
    const cookie = `${uuidTo62(workspaceId)}${id}`;
    reply.setCookie(this.name, cookie, { path: '/', httpOnly: true, secure: this.#secure, sameSite: 'lax' });
    const browser = toBrowser(cookie);
    if (browser === undefined) throw new Error('a cookie of ours cannot be read');
    return browser;
  }
}

function toBrowser(value: string): Browser | undefined {
  const parsed = parseScopedToken(value);
  if (parsed === undefined) return undefined;
  const id = value.slice(WORKSPACE_DIGITS);
  const csrfToken = (purpose: string): string => createHmac('sha256', id).update(purpose).digest('base64url');
  return {
    workspaceId: parsed.workspaceId,
    hash: hashToken(id),
    csrfToken,
    isCsrfToken: (purpose, given) => {
      const [known, sent] = [Buffer.from(csrfToken(purpose)), Buffer.from(given)];
      return known.length === sent.length && timingSafeEqual(known, sent);
    },
  };
}
