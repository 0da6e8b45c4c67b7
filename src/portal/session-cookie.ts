import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../infra/errors/api-error.js';
import { cookieScope } from '../infra/http/base-path.js';

/** The cookie that carries a session's token. Scripts cannot read it, and browsers do not send it from other sites. */
export type SessionCookie = ReturnType<typeof createSessionCookie>;

/** The portal sends this header with every request. A form or an image of another site cannot send it. */
const HEADER = 'x-ledgerlink-portal';

/** Makes the session cookie of an installation. */
export function createSessionCookie(publicUrl: string) {
  const { protocol, origin } = new URL(publicUrl);
  const scope = cookieScope(publicUrl);
  const name = `${scope.prefix}ledgerlink-session`;
  const attributes = { ...scope.attributes, sameSite: 'strict' } as const;
  return {
    /** The token of a request, or undefined when it has no such cookie. */
    read: ({ cookies }: Pick<FastifyRequest, 'cookies'>): string | undefined => cookies[name],
    /** Sets the cookie until `expires`. */
    set: (reply: FastifyReply, token: string, expires: Date): void =>
      void reply.setCookie(name, token, { ...attributes, expires }),
    clear: (reply: FastifyReply): void => void reply.setCookie(name, '', { ...attributes, maxAge: 0 }),
    /** @throws FORBIDDEN unless a page of this portal sent the request. */
    refuseForeign: ({ headers }: FastifyRequest): void => {
      // Browsers send the cookie to its own host only, so the host of the request is as trustworthy as the public one.
      const own = [origin, `${protocol}//${headers.host}`];
      if (headers.origin === undefined || !own.includes(headers.origin)) {
        throw apiError(
          'FORBIDDEN',
          'A session is for the pages of this portal, below the address in PUBLIC_URL. If this is such a page, set PUBLIC_URL to the address that the browser shows, with https where your proxy ends TLS, and start again. Programs send an API key: `Authorization: Bearer ll_…`.',
        );
      }
      if (headers[HEADER] !== '1') throw apiError('FORBIDDEN', `With a session the header \`${HEADER}: 1\` is needed.`);
    },
  };
}
