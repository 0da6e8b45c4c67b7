import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loadPlaygroundAssets, type PlaygroundAssets } from './playground-assets.js';
import { type PlaygroundExample, renderPlaygroundPage } from './playground-page.js';

export interface PlaygroundOptions {
  /** One tab each, in this order. */
  examples: readonly PlaygroundExample[];
  /** Path on this origin that takes GraphQL over POST; the API key is sent there and nowhere else. */
  graphqlPath?: string;
}

const PAGE = '/playground';
const ASSETS = `${PAGE}/assets`;

/**
 * Serves GraphiQL under /playground; call it only where the playground is switched on, so that it is a plain 404
 * elsewhere. Both routes are public: the page holds no data, the key travels in the link's fragment, which
 * browsers do not send. GraphiQL itself is loaded at the first request, never at start.
 */
export function registerPlayground(app: FastifyInstance, options: PlaygroundOptions): void {
  const graphqlPath = options.graphqlPath ?? '/graphql';
  const { html, scriptHash } = renderPlaygroundPage({
    examples: options.examples,
    graphqlPath,
    assetsPath: ASSETS,
  });
  const headers = pageHeaders(scriptHash);

  let assets: Promise<PlaygroundAssets> | undefined;
  const assetsOnce = (): Promise<PlaygroundAssets> => {
    assets ??= loadPlaygroundAssets().catch((error: unknown) => {
      assets = undefined;
      throw error;
    });
    return assets;
  };

  app.get(PAGE, (_request, reply) => reply.headers(headers).send(html));

  app.get<{ Params: { file: string } }>(`${ASSETS}/:file`, async (request, reply) => {
    const asset = (await assetsOnce()).get(request.params.file);
    if (!asset) return reply.callNotFound();
    reply.headers({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      // Revalidated each time (a 304 without body), so an upgrade is never mixed with files of the last version.
      'cache-control': 'no-cache',
      etag: asset.etag,
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    return sendGzipped(request, reply.type(asset.contentType), asset.gzipped);
  });
}

/** Browsers all take gzip, so the files are kept in that form alone: 2.4 MB instead of 9. */
async function sendGzipped(
  request: FastifyRequest,
  reply: FastifyReply,
  gzipped: Buffer,
): Promise<FastifyReply> {
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (acceptsGzip) return reply.header('content-encoding', 'gzip').send(gzipped);
  return reply.send(await promisify(gunzip)(gzipped));
}

/** Set per reply, so they win over what a global helmet has already put there. */
function pageHeaders(scriptHash: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' '${scriptHash}'`,
    // The editor (Monaco) writes style elements and attributes at run time.
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}
