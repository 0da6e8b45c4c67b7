import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../infra/errors/api-error.js';

/** The browser's side of a session: a cookie that no script can read and no other site can send. */
export interface SessionCookie {
  /** The token of a request, or undefined when it has no such cookie. */
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, token: string, expiresAt: Date): void;
  clear(reply: FastifyReply): void;
  /** Throws FORBIDDEN unless one of our own pages sent the request. */
  refuseForeign(request: FastifyRequest): void;
}

/** Sent by the portal with everything it asks for; a form or an image of another site cannot. */
const HEADER = 'x-ledgerlink-portal';

/**
 * `publicUrl` decides about `Secure` and the `__Host-` prefix, never the request: behind a proxy every request looks
 * like http. RFC 6265bis §4.1.3.2 binds a `__Host-` cookie to exactly this host.
 */
export function createSessionCookie(publicUrl: string): SessionCookie {
  const { protocol, origin } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const name = `${secure ? '__Host-' : ''}ledgerlink-session`;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const pattern = new RegExp(`(?:^|; *)${name}=([\\w.-]{1,600})`);
  return {
    read: ({ headers }) => pattern.exec(headers.cookie ?? '')?.[1],
    set: (reply, token, expiresAt) =>
      void reply.header('set-cookie', `${name}=${token}; ${attributes}; Expires=${expiresAt.toUTCString()}`),
    clear: (reply) => void reply.header('set-cookie', `${name}=; ${attributes}; Max-Age=0`),
    refuseForeign: ({ headers }) => {
      // A cookie is bound to its host already, so the address it was asked at is as good as the public one.
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
