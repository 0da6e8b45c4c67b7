import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { base62, uuidTo62 } from '../ids/base62.js';
import { hashToken, parseScopedToken } from '../ids/scoped-token.js';
import { cookieScope } from './base-path.js';

/** A browser, recognised by its cookie. */
export interface Browser {
  /** The workspace whose link page it opened last. */
  readonly workspaceId: string;
  /** SHA-256 of the browser's id, 32 bytes. The database stores this, never the id. One id serves all workspaces. */
  readonly hash: Buffer;
  /** The token that a form carries so that no other site can send it: an HMAC of the purpose, keyed with the id. */
  csrfToken(purpose: string): string;
  /** Compares in constant time. */
  isCsrfToken(purpose: string, given: string): boolean;
}

const WORKSPACE_DIGITS = 22;

/**
 * Recognises a browser by a random id of 256 bits in a session cookie. It is SameSite=Lax, because browsers do not send a
 * Strict cookie on the redirect back from another site.
 */
export class BrowserCookie {
  readonly #scope: ReturnType<typeof cookieScope>;
  readonly name: string;

  constructor(publicUrl: string) {
    this.#scope = cookieScope(publicUrl);
    this.name = `${this.#scope.prefix}ledgerlink-link`;
  }

  /** The browser that sent a request. Undefined: it sent no cookie, or one that this class did not make. */
  read(request: FastifyRequest): Browser | undefined {
    const value = request.cookies[this.name];
    return value === undefined ? undefined : toBrowser(value);
  }

  /**
   * Sets the cookie for a workspace (its uuid) if the browser does not have it yet, and answers the browser.
   * @throws Error only for a bug: the cookie just made cannot be read.
   */
  keep(request: FastifyRequest, reply: FastifyReply, workspaceId: string): Browser {
    const value = request.cookies[this.name];
    const known = value === undefined ? undefined : toBrowser(value);
    if (known !== undefined && known.workspaceId === workspaceId) return known;
    const id = known === undefined ? base62(randomBytes(32), 43) : value?.slice(WORKSPACE_DIGITS);
    const cookie = `${uuidTo62(workspaceId)}${id}`;
    reply.setCookie(this.name, cookie, { ...this.#scope.attributes, sameSite: 'lax' });
    const browser = toBrowser(cookie);
    if (browser === undefined) throw new Error('a cookie that was just made cannot be read');
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
