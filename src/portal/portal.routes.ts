import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalFiles } from './portal-files.js';

/** Every page of the portal, as routes. Whatever else is asked for is a 404: for a browser a page that says so, else JSON. */
export const PORTAL_PAGES = [
  '/',
  '/integrations',
  '/integrations/:key',
  '/companies',
  '/companies/:id',
  '/api-keys',
  '/audit',
];
const PLAYGROUND_PAGE = '/playground';
/** Customers and programs come to these: they have no business on a page that asks for a key. */
const FOR_OTHERS = /^\/(link|oauth|graphql|assets)\b/;

export interface PortalOptions {
  readonly files: PortalFiles;
  readonly playground: boolean;
}

const ASSET_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'public, max-age=31536000, immutable',
  vary: 'accept-encoding',
};

/**
 * Serves the built portal: one HTML file for all its pages, and the files it is made of. All are public and hold no
 * data. A page's policy lets it reach this host and no other.
 */
export function registerPortal(app: FastifyInstance, { files, playground }: PortalOptions): void {
  const page = files.page.replace('{playground}', playground ? 'on' : 'off');
  const send = async (_request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(18).toString('base64');
    return sendPage(reply, page.replaceAll('{nonce}', nonce), [
      `style-src 'self' 'nonce-${nonce}'`,
      "font-src 'self'",
    ]);
  };
  for (const path of PORTAL_PAGES) app.get(path, send);
  app.get('/*', (request, reply) => {
    const { accept = '' } = request.headers;
    if (!/\btext\/html\b/.test(accept) || FOR_OTHERS.test(request.url)) return reply.callNotFound();
    return send(request, reply.code(404).header('vary', 'accept'));
  });
  if (playground) {
    app.get(PLAYGROUND_PAGE, async (_request, reply) =>
      // Its editor writes style elements and attributes at run time, has workers, and brings a font along.
      sendPage(reply, page.replaceAll('{nonce}', ''), [
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "worker-src 'self'",
      ]),
    );
  }
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const asset = files.assets.get(request.params.name);
    if (asset === undefined) return reply.callNotFound();
    const { body, encoding } = await asset.read(/\bgzip\b/.test(String(request.headers['accept-encoding'])));
    if (encoding === 'gzip') reply.header('content-encoding', encoding);
    return reply.headers(ASSET_HEADERS).type(asset.contentType).send(body);
  });
}

/** Set per reply, so they win over what a global helmet has put there. */
function sendPage(reply: FastifyReply, html: string, more: readonly string[]): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return reply
    .headers({
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}
