import type { HistoryQuery } from '../gql/graphql.ts';

export type HistoryEvent = HistoryQuery['auditEvents']['nodes'][number];

/** The text for each `action` in the history of a company. An action that is not listed is shown as its code. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'company.created': 'The company was created',
  'company.updated': 'The company was changed',
  'link.requested': 'A link URL was created',
  'link.started': 'The customer started to sign in',
  'link.choosing': 'The customer signed in and must confirm a business',
  'link.linked': 'Linked',
  'link.relinked': 'Linked again',
  'link.failed': 'A sign-in did not lead to a link',
  'link.refused': 'A sign-in was refused',
  'link.unlinked': 'Unlinked',
  'link.deauthorized': 'Access was lost',
  'link.recovered': 'Access was recovered automatically',
  'token.issued': 'An access token was issued',
  'request.sent': 'A write was sent to the platform',
  'tokens.revoked': 'Tokens were revoked at the platform',
};

const FIELD_LABELS: Readonly<Record<string, string>> = { name: 'name', externalId: 'external id' };

export function historyLabel({ action, changedFields }: HistoryEvent): string {
  const texts = ACTION_LABELS[action] ?? action;
  const fields = changedFields.map((field) => FIELD_LABELS[field]).filter((field) => field !== undefined);
  return action === 'company.updated' && fields.length > 0 ? `${texts}: ${fields.join(', ')}` : texts;
}

/** The events read so far of one object's audit trail. */
export interface AuditTrail {
  readonly nodes: readonly HistoryEvent[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/**
 * Merges the trails of several objects into one history, newest first. A trail with further pages is complete only down
 * to its oldest event read, so the history ends at the most recent of these points.
 */
export function mergeTrails(trails: readonly AuditTrail[]): HistoryEvent[] {
  const oldest = trails
    .filter(({ hasNextPage }) => hasNextPage)
    .map(({ nodes }) => nodes.at(-1)?.occurredAt ?? '')
    .toSorted()
    .at(-1);
  return trails
    .flatMap(({ nodes }) => nodes)
    .filter(({ occurredAt }) => oldest === undefined || occurredAt >= oldest)
    .toSorted((a, b) => b.occurredAt.localeCompare(a.occurredAt));
}
