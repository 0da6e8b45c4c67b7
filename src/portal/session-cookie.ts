import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../infra/errors/api-error.js';

/** The cookie that carries a session's token. Scripts cannot read it, and browsers do not send it from other sites. */
export interface SessionCookie {
  /** The token of a request, or undefined when it has no such cookie. */
  read(request: FastifyRequest): string | undefined;
  /** Sets the cookie until `expiresAt`. */
  set(reply: FastifyReply, token: string, expiresAt: Date): void;
  clear(reply: FastifyReply): void;
  /** @throws FORBIDDEN unless a page of this portal sent the request. */
  refuseForeign(request: FastifyRequest): void;
}

/** The portal sends this header with every request. A form or an image of another site cannot send it. */
const HEADER = 'x-ledgerlink-portal';

/**
 * Makes the session cookie. `publicUrl` decides about `Secure` and the `__Host-` prefix, never the request, which is
 * http behind a proxy. Browsers accept a `__Host-` cookie from exactly this host only (RFC 6265bis §4.1.3.2).
 */
export function createSessionCookie(publicUrl: string): SessionCookie {
  const { protocol, origin } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const name = `${secure ? '__Host-' : ''}ledgerlink-session`;
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    read: ({ cookies }) => cookies[name],
    set: (reply, token, expires) => void reply.setCookie(name, token, { ...attributes, expires }),
    clear: (reply) => void reply.setCookie(name, '', { ...attributes, maxAge: 0 }),
    refuseForeign: ({ headers }) => {
      // Browsers send the cookie to its own host only, so the host of the request is as trustworthy as the public one.
      const own = [origin, `${protocol}//${headers.host}`];
      if (headers.origin === undefined || !own.includes(headers.origin)) {
        throw apiError(
          'FORBIDDEN',
          'A session is for the pages of this portal alone. Send an API key: `Authorization: Bearer ll_…`.',
        );
      }
      if (headers[HEADER] !== '1')
        throw apiError('FORBIDDEN', `With a session the header \`${HEADER}: 1\` is needed.`);
    },
  };
}
