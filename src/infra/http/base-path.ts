/**
 * Makes Fastify's `rewriteUrl` for an installation below a path of its host, the path of `PUBLIC_URL`: it takes the path
 * from the beginning of a request's URL. A URL without it stays, so a proxy may remove the path or leave it. Paths are
 * compared decoded, because proxies encode differently. A URL with scheme and host, as for a proxy, becomes its path
 * (RFC 9112 §3.2.2).
 */
export function withoutBasePath(basePath: string): (request: { url?: string | undefined }) => string {
  const depth = basePath.split('/').length - 1;
  const beginning = new RegExp(`^(?:/[^/?#]*){${depth}}(?=[/?#]|$)`);
  return ({ url: target = '/' }) => {
    const url = target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
    const [begins] = beginning.exec(url) ?? [];
    if (begins === undefined || decoded(begins) !== decoded(basePath)) return url;
    const rest = url.slice(begins.length);
    return rest.startsWith('/') ? rest : `/${rest}`;
  };
}

/**
 * The URL by which the request of a browser is routed. Where its path cannot be decoded, each `%` stands for itself, so
 * that a mistyped address gets a page; Fastify refuses such a path before any route.
 */
export function withDecodablePath(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  return path.includes('%') && decoded(path) === path ? path.replaceAll('%', '%25') : url;
}

/** The path itself where it cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * How cookies of an installation are limited to it, by its `PUBLIC_URL` and never by a request, which is http behind a
 * proxy. On a host of its own they have the prefix `__Host-`, with which other hosts cannot set them (RFC 6265bis
 * §4.1.3.2). It demands `Path=/`, so below a path the prefix is `__Secure-`.
 */
export function cookieScope(publicUrl: string) {
  const { protocol, pathname: path } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const prefix = path === '/' ? '__Host-' : '__Secure-';
  return { prefix: secure ? prefix : '', attributes: { path, httpOnly: true, secure } };
}
