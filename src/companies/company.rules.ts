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

/** What stands in the way of deleting a company: a link that holds tokens, or an attempt that may soon. */
export function whyNotDelete(
  links: readonly { readonly status: string; readonly underWay: boolean }[],
): 'LINKED' | 'UNDER_WAY' | undefined {
  if (links.some(({ status }) => status === 'LINKED' || status === 'DEAUTHORIZED')) return 'LINKED';
  return links.some(({ underWay }) => underWay) ? 'UNDER_WAY' : undefined;
}
