import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptsHtml, html } from '../infra/http/html.js';
import { sendsSharedBytes } from '../infra/http/unread-answers.js';
import type { PortalFiles } from './portal-files.js';

/** The paths of the portal's pages. Any other path is a 404: a page for browsers, JSON for other clients. */
export const PORTAL_PAGES = [
  '/',
  '/integrations',
  '/integrations/:key',
  '/companies',
  '/companies/:id',
  '/companies/:id/data',
  '/companies/:id/books/:section',
  '/companies/:id/books/:section/:recordId',
  '/events',
  '/events/:id',
  '/webhooks',
  '/webhooks/:id',
  '/api-keys',
  '/audit',
];
const PLAYGROUND_PAGE = '/playground';
/** Paths for customers and programs. A 404 below them must not show the portal, which asks for a key. */
const OTHER_PATHS = /^\/(link|oauth|graphql|assets)\b/;

export interface PortalOptions {
  readonly files: PortalFiles;
  /** The path of this installation on its host: empty, or a path without a slash at the end. */
  readonly basePath: string;
  readonly playground: boolean;
  /** Whether a request has the cookie of a session. The session may have ended. */
  readonly hasSession: (request: FastifyRequest) => boolean;
}

const ASSET_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'public, max-age=31536000, immutable',
  vary: 'accept-encoding',
};

/**
 * Serves the built portal: one HTML file for all pages, and its assets. All files are public and contain no data. The
 * content security policy allows requests to this host only.
 */
export function registerPortal(app: FastifyInstance, options: PortalOptions): void {
  const { files, basePath, playground, hasSession } = options;
  const template = files.page
    .replaceAll('{base}', () => html`${basePath}`.text)
    .replace('{playground}', playground ? 'on' : 'off');
  const pageFor = (request: FastifyRequest, nonce: string) =>
    template.replace('{session}', hasSession(request) ? 'sent' : 'none').replaceAll('{nonce}', nonce);
  const send = async (request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(18).toString('base64');
    return sendPage(reply, pageFor(request, nonce), [`style-src 'self' 'nonce-${nonce}'`, "font-src 'self'"]);
  };
  for (const path of PORTAL_PAGES) app.get(path, send);
  app.get('/*', (request, reply) => {
    if (!acceptsHtml(request.headers) || OTHER_PATHS.test(request.url)) return reply.callNotFound();
    return send(request, reply.code(404).header('vary', 'accept'));
  });
  if (playground) {
    app.get(PLAYGROUND_PAGE, async (request, reply) =>
      // The editor adds inline styles at run time, starts workers, and has an embedded font.
      sendPage(reply, pageFor(request, ''), [
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
    sendsSharedBytes(reply.raw);
    return reply.headers(ASSET_HEADERS).type(asset.contentType).send(body);
  });
}

/** Sends a page. Headers of a reply override those of the global helmet plugin. */
function sendPage(reply: FastifyReply, html: string, directives: readonly string[]): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    ...directives,
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
