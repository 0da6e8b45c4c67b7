/** The longest path with its query, in characters. */
const MAX_LENGTH = 2048;
/** What a segment may contain once it is decoded. A semicolon or a percent sign would mean another path to some servers. */
const SEGMENT = /^[\w.~:,=+$-]+$/;
/** What a query may contain as it is sent: visible ASCII without a fragment, and percent-encoding that is whole. */
const QUERY = /^(?:[\x21\x22\x24\x26-\x7e]|%[0-9a-f]{2})*$/i;

/** A path below the base of a platform's API. */
export interface PlatformPath {
  /** Decoded. */
  readonly segments: readonly string[];
  /** The query as it was sent, without its question mark. */
  readonly query: string;
}

/** Why a path is refused: a sentence that does not repeat it. */
export interface RefusedPath {
  readonly refused: string;
}

/**
 * Reads the path and the query of a request as they were sent. A path is put together again from its decoded segments, so
 * that it means the same to every server that reads it.
 */
export function parsePath(path: string, query = ''): PlatformPath | RefusedPath {
  if (path.length + query.length > MAX_LENGTH) return refuse(`is longer than ${MAX_LENGTH} characters`);
  const segments: string[] = [];
  for (const part of path.split('/')) {
    const segment = decoded(part);
    if (segment === undefined) return refuse('has a percent sign that does not begin an encoded character');
    if (segment === '') return refuse('has an empty segment: write it without a slash at its end and without `//`');
    if (segment === '.' || segment === '..') return refuse('has a segment `.` or `..`');
    if (!SEGMENT.test(segment))
      return refuse('has a segment with other characters than letters, digits and . _ ~ : , = + $ -');
    segments.push(segment);
  }
  if (!QUERY.test(query)) return refuse('has a query with characters that must be percent-encoded');
  return { segments, query };
}

const refuse = (why: string): RefusedPath => ({ refused: `The path ${why}.` });

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The URL of a path below a base without a slash at its end. */
export const urlOf = (base: string, { segments, query }: PlatformPath): URL =>
  new URL(`${base}/${segments.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`);

/** A path without the ids in it, for the audit trail: `/sales_invoices/{id}`. */
export const pathTemplate = ({ segments }: PlatformPath): string =>
  segments.map((segment) => (/^(?:[a-z_]{1,60}|v\d{1,2})$/i.test(segment) ? `/${segment}` : '/{id}')).join('');

/**
 * What a caller sees of the platform's `Location`: the same place behind this API. Undefined where it does not lie below
 * the base.
 */
export function locationFor(location: string, base: string, url: URL, prefix: string): string | undefined {
  if (!URL.canParse(location, url.href)) return undefined;
  const { href } = new URL(location, url);
  const parsed = href.startsWith(`${base}/`) ? parsePath(...splitQuery(href.slice(base.length + 1))) : undefined;
  if (parsed === undefined || 'refused' in parsed) return undefined;
  return `${prefix}/${urlOf(base, parsed).href.slice(base.length + 1)}`;
}

/** A path and its query, split at the first question mark. */
export function splitQuery(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}
