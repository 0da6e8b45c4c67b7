import { whyNotName } from '../infra/ids/visible-text.js';
import type { LinkStatus } from '../links/company-link.rules.js';

/** The text by which companies are ordered and searched. It ignores case and the Unicode form of accents. */
export const searchNameOf = (name: string): string => name.normalize('NFC').toLowerCase();

/** The texts with a prefix as a range in byte order: from the first value, inclusive, to the second, exclusive. */
export const prefixRange = (prefix: string): readonly [string, string] => [prefix, `${prefix}\u{10ffff}`];

/** The position at which a page ended. Matches by name come first, then matches by external id only. */
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

/** Undefined for a text that is not a cursor of ours. */
export function parseCompanyCursor(cursor: string): CompanyCursor | undefined {
  if (!/^[\w-]{1,2000}$/.test(cursor)) return undefined;
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(parsed) || parsed.length !== 3) return undefined;
  const [kind, key, id] = parsed as unknown[];
  if ((kind !== 0 && kind !== 1) || typeof key !== 'string' || typeof id !== 'string') return undefined;
  // PostgreSQL texts cannot contain NUL.
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

/**
 * Why a search text is not valid, or undefined. No name has more than 400 characters. PostgreSQL texts cannot contain
 * NUL, and UTF-8 cannot encode half of a surrogate pair.
 */
export const whyNotSearch = (text: string): string | undefined =>
  text.length > 400 || /[\0\p{Cs}]/u.test(text)
    ? 'must have up to 400 characters that can be part of a name'
    : undefined;

const hasGrant = ({ status }: { readonly status: LinkStatus }): boolean =>
  status === 'LINKED' || status === 'DEAUTHORIZED';

/** The links that prevent the deletion of a company, or undefined: links with a grant, or with an open attempt. */
export function whyNotDelete<Link extends { readonly status: LinkStatus; readonly under_way: boolean }>(
  links: readonly Link[],
): { readonly why: 'LINKED' | 'UNDER_WAY'; readonly links: readonly Link[] } | undefined {
  const blocking = links.filter((link) => hasGrant(link) || link.under_way);
  if (blocking.length === 0) return undefined;
  return { why: blocking.some(hasGrant) ? 'LINKED' : 'UNDER_WAY', links: blocking };
}

const MAX_NAME_LENGTH = 200;

/** A company that is to be created. */
export interface NewCompany {
  readonly name: string;
  readonly externalId: string | null;
}

/** Why a text cannot be the name or the external id of a company, as the end of a sentence; undefined when it can. */
export const whyNotText = (text: string): string | undefined => whyNotName(text, MAX_NAME_LENGTH);

/** A fault of one of several new companies. */
export interface CompanyFault {
  /** In the list, from 0. */
  readonly position: number;
  readonly field: keyof NewCompany;
  readonly message: string;
}

/** All faults of companies that are to be created together. No message contains a value. */
export function faultsOf(companies: readonly NewCompany[]): CompanyFault[] {
  const positions = new Map<string, number>();
  return companies.flatMap(({ name, externalId }, position) => {
    const first = externalId === null ? undefined : positions.get(externalId);
    if (externalId !== null && first === undefined) positions.set(externalId, position);
    const whys = {
      name: whyNotText(name),
      externalId:
        first === undefined ? whyNotText(externalId ?? 'none') : `is that of the company at position ${first}, too`,
    };
    return (['name', 'externalId'] as const).flatMap((field) => {
      const why = whys[field];
      return why === undefined
        ? []
        : [{ position, field, message: `\`input.companies.${position}.${field}\` ${why}.` }];
    });
  });
}
