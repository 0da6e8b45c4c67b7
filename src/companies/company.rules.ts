import type { LinkStatus } from '../links/company-link.rules.js';

/** What companies are ordered and searched by: equal for names that differ in case, or in how an accent is typed. */
export const searchNameOf = (name: string): string => name.normalize('NFC').toLowerCase();

/** The texts that begin with a prefix, as a range in byte order: at least the first, below the second. */
export const prefixRange = (prefix: string): readonly [string, string] => [prefix, `${prefix}\u{10ffff}`];

/** Where a page of companies ended: those found by name come first, then those found by their external id alone. */
export interface CompanyCursor {
  readonly byExternalId: boolean;
  /** The search name, or the external id. */
  readonly key: string;
  readonly id: string;
}

export function toCompanyCursor(row: {
  readonly id: string;
  readonly search_name: string;
  readonly external_id: string | null;
  readonly by_external_id: boolean;
}): string {
  const key = row.by_external_id ? (row.external_id ?? '') : row.search_name;
  return Buffer.from(JSON.stringify([row.by_external_id ? 1 : 0, key, row.id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Undefined for what no page of ours ended with. */
export function parseCompanyCursor(cursor: string): CompanyCursor | undefined {
  if (!/^[\w-]{1,2000}$/.test(cursor)) return undefined;
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(parsed) || parsed.length !== 3) return undefined;
  const [kind, key, id] = parsed as unknown[];
  if ((kind !== 0 && kind !== 1) || typeof key !== 'string' || typeof id !== 'string') return undefined;
  // PostgreSQL takes no NUL.
  if (!UUID.test(id) || key.includes('\0')) return undefined;
  return { byExternalId: kind === 1, key, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why nothing can be searched for so, or undefined. Longer than any name: nothing begins so. PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair. */
export const whyNotSearch = (text: string): string | undefined =>
  text.length > 400 || /[\0\p{Cs}]/u.test(text)
    ? 'must have up to 400 characters that can be part of a name'
    : undefined;

const holdsAccess = ({ status }: { readonly status: LinkStatus }): boolean =>
  status === 'LINKED' || status === 'DEAUTHORIZED';

/** What stands in the way of deleting a company, or undefined: links that hold tokens, or an attempt that may soon. */
export function whyNotDelete<Link extends { readonly status: LinkStatus; readonly under_way: boolean }>(
  links: readonly Link[],
): { readonly why: 'LINKED' | 'UNDER_WAY'; readonly links: readonly Link[] } | undefined {
  const inTheWay = links.filter((link) => holdsAccess(link) || link.under_way);
  if (inTheWay.length === 0) return undefined;
  return { why: inTheWay.some(holdsAccess) ? 'LINKED' : 'UNDER_WAY', links: inTheWay };
}
