import type { ChangeAction } from './changes.rules.js';
import { parseList } from './record-page.rules.js';

/** The newest change that is known of each list, by its number. */
export type KnownChanges = ReadonlyMap<string, number>;

/** A cursor of a link holds the numbers of all lists, so that the lists of another page may be others. */
export const toChangeCursor = (linkId: string, known: KnownChanges): string =>
  Buffer.from(JSON.stringify([linkId, ...[...known].flat()])).toString('base64url');

/** Undefined for a text that is no cursor of changes of this link. */
export function parseChangeCursor(linkId: string, cursor: string): KnownChanges | undefined {
  const parsed = parseList(cursor, 10_000);
  if (parsed === undefined || parsed.length % 2 !== 1 || parsed[0] !== linkId) return undefined;
  const known = new Map<string, number>();
  for (let at = 1; at < parsed.length; at += 2) {
    const [list, number] = [parsed[at], parsed[at + 1]];
    if (typeof list !== 'string' || !Number.isSafeInteger(number) || Number(number) < 0) return undefined;
    known.set(list, Number(number));
  }
  return known;
}

/** What happened to a record since the change `after`, of which `action` is the newest. */
export const actionSince = (action: ChangeAction, createdNo: number, after: number): ChangeAction => {
  if (action === 'DELETED') return action;
  if (createdNo > after) return 'CREATED';
  return action === 'REVIVED' ? action : 'CHANGED';
};

/** `actionSince` as an expression, of the stored record `s`. */
export const actionSinceSql = (after: string): string =>
  `CASE WHEN s.action = 'DELETED' THEN s.action WHEN s.created_no > ${after} THEN 'CREATED'
        WHEN s.action = 'REVIVED' THEN s.action ELSE 'CHANGED' END`;
