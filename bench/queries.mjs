import { readFileSync } from 'node:fs';
import { parse, print } from 'graphql';
import { ROOT } from './place.mjs';

export const DASHBOARD = `${ROOT}test/support/dashboard.graphql`;

/** The queries for all contestants: the dashboard of the tests, and the same selection of one integration. */
export function readQueries(file = DASHBOARD) {
  const dashboard = print(parse(readFileSync(file, 'utf8')));
  const [root] = parse(dashboard).definitions[0].selectionSet.selections;
  const single = print(parse(`query Single($key: String!) { integration(key: $key) ${print(root.selectionSet)} }`));
  return { dashboard, single };
}

export const VIEWER = '{ viewer { workspace { id name } scopes } }';

export const AUDIT_PAGE = `{
  auditEvents(first: 50) {
    nodes { id occurredAt actor action changedFields requestId }
    pageInfo { hasNextPage endCursor }
  }
}`;
