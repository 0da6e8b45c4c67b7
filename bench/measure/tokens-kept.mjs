import { withClient } from '../data/cluster.mjs';
import { tokenRequests } from '../data/linked-companies.mjs';
import { sendOperation } from './send-operation.mjs';

/**
 * Throws unless every link still issues its token to every key, and each such pair has exactly one audit event, however
 * often the token was issued. A token does not become fresh again by itself: a link that issues one now did so during
 * the whole run.
 */
export async function checkTokens({ urls, linked }, url, { acknowledged }, connections) {
  const requests = tokenRequests(linked);
  const recorded = await countRecords(urls, linked);
  // With so many requests at least one connection has sent all of them.
  if (acknowledged >= requests.length * connections && recorded.events < requests.length)
    throw new Error(`${acknowledged} tokens were issued, and only ${recorded.events} audit events tell of it`);
  for (const request of requests) {
    const { data } = await sendOperation(url, request);
    const { __typename: kind, message } = data.issueAccessToken;
    if (kind !== 'AccessTokenIssued') throw new Error(`no token was issued: ${message}`);
  }
  const { events, pairs } = await countRecords(urls, linked);
  if (events !== requests.length || pairs !== requests.length)
    throw new Error(`${requests.length} keys and tokens left ${events} audit events of ${pairs} of them`);
}

async function countRecords({ superuser }, { workspaceId }) {
  const { rows } = await withClient(superuser, (client) =>
    client.query(
      `SELECT count(*)::int AS events, count(DISTINCT (actor, target_id))::int AS pairs
         FROM ledgerlink.audit_event WHERE workspace_id = $1 AND action = 'token.issued'`,
      [workspaceId],
    ),
  );
  return rows[0];
}
