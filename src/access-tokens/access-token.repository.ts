import { type ApplicationRow, applicationAsJson } from '../credentials/application.repository.js';
import type { Db } from '../infra/database/database.js';
import { newId } from '../infra/ids/ids.js';
import type { LinkStatus } from '../links/company-link.rules.js';
import {
  type AccessRow,
  accessColumns,
  accessState,
  isForceExpired,
  isFresh,
  isServable,
} from '../tokens/grant/grant-freshness.repository.js';

/** A link as a call for its token finds it; without a grant the members of `AccessRow` are null, but `linked` says so. */
export interface TokenRow extends AccessRow {
  readonly link_id: string;
  readonly status: LinkStatus;
  readonly enabled: boolean;
  readonly business_id: string;
  readonly application: ApplicationRow;
  readonly since: string;
}

export interface TokenQuestion {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly force: boolean;
  readonly since: string | null;
  readonly mayRenew: boolean;
  readonly caller: { readonly apiKeyId: string | null; readonly actor: string; readonly requestId: string };
}

/** In SQL what `whatToAnswer` decides: this look is the one that hands the token out. */
const SERVED = `(${isFresh('g')} AND NOT ($3 AND ${isForceExpired('g', 'coalesce($4::timestamptz, now())')})
   OR ${isServable('g')} AND (NOT $5 OR s.faulty_since IS NOT NULL OR g.next_try_at > now()))`;

/** The same for the same key and token, so that it is recorded once however often it is handed out. */
const ONCE = `substr(encode(sha256(convert_to(concat_ws(' ', $6::text, n.grant_id, n.rotation), 'UTF8')), 'hex'), 1, 32)::uuid`;

/** One statement: where the link stands, whether it may be used, how fresh its token is, and the record that it was issued. */
export async function lookForToken(db: Db, question: TokenQuestion): Promise<TokenRow | undefined> {
  const { workspaceId, linkId, force, since, mayRenew, caller } = question;
  const [row] = await db.query<TokenRow>(
    `WITH seen AS (
       SELECT l.id AS link_id, l.status, i.enabled, l.business_id, (${applicationAsJson('s')}) AS application,
              coalesce($4::timestamptz, now())::text AS since, ${SERVED} AS served,
              ${accessState('g', 's', 'coalesce($4::timestamptz, now())')}, ${accessColumns('g')}
         FROM ledgerlink.company_link l
         JOIN ledgerlink.integration_setting i
           ON i.workspace_id = l.workspace_id AND i.integration_key = l.integration_key
         LEFT JOIN ledgerlink.platform_grant g ON g.workspace_id = l.workspace_id AND g.id = l.grant_id
         LEFT JOIN ledgerlink.credential_set s ON s.workspace_id = g.workspace_id AND s.id = g.credential_set_id
        WHERE l.workspace_id = $1 AND l.id = $2),
     recorded AS (
       INSERT INTO ledgerlink.audit_event (workspace_id, id, once, actor, action, target_type, target_id, changed_fields, request_id)
       SELECT $1, $9, ${ONCE}, $7, 'token.issued', 'CompanyLink', n.link_id::text, '{}', $8
         FROM seen n WHERE n.status = 'LINKED' AND n.enabled AND n.state = 'ACTIVE' AND n.served
       ON CONFLICT DO NOTHING)
     SELECT * FROM seen`,
    [workspaceId, linkId, force, since, mayRenew, caller.apiKeyId, caller.actor, caller.requestId, newId()],
  );
  return row;
}
