import type { HistoryQuery } from '../gql/graphql.ts';

export type Happening = HistoryQuery['auditEvents']['nodes'][number];

/** `noun.verb` in words, as what happened to this company; what is not listed is shown as it is. */
const ACTIONS: Readonly<Record<string, string>> = {
  'company.created': 'The company was created',
  'company.updated': 'The company was changed',
  'link.requested': 'A link URL was made',
  'link.started': 'The customer started to sign in',
  'link.choosing': 'The customer signed in; a business is to be confirmed',
  'link.linked': 'Linked',
  'link.relinked': 'Linked again',
  'link.failed': 'A sign-in came to nothing',
  'link.refused': 'A sign-in was refused',
  'link.unlinked': 'Unlinked',
  'link.deauthorized': 'Access was lost',
  'link.recovered': 'Access came back by itself',
  'token.issued': 'An access token was handed out',
  'tokens.revoked': 'Tokens were revoked at the platform',
};

const FIELDS: Readonly<Record<string, string>> = { name: 'name', externalId: 'external id' };

export function inWords({ action, changedFields }: Happening): string {
  const words = ACTIONS[action] ?? action;
  const fields = changedFields.map((field) => FIELDS[field]).filter((field) => field !== undefined);
  return action === 'company.updated' && fields.length > 0 ? `${words}: ${fields.join(', ')}` : words;
}

/** What was read of one thing's audit trail. */
export interface Read {
  readonly nodes: readonly Happening[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/**
 * One history of several things, newest first. It ends where the shortest of the trails that go on was read to: behind
 * that, events of this one would be missing between those of the others.
 */
export function merged(trails: readonly Read[]): Happening[] {
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
