import { recordAbout } from '../audit/audit-event.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import { type ApplicationRow, applicationOf } from '../credentials/application.repository.js';
import { joinSet } from '../credentials/credential-set.repository.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, executeStatement } from '../infra/database/statement.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import { linkFound } from '../links/company-link.repository.js';
import type { LinkStatus } from '../links/company-link.rules.js';
import {
  ACCESS_COLUMNS,
  type AccessRow,
  accessColumns,
  accessState,
  isForceExpired,
  isFresh,
  isServable,
} from '../tokens/grant/grant-freshness.repository.js';
import { joinGrant } from '../tokens/grant/grant-joins.repository.js';

/** The state of a link for a call for its token. If `linked` is false, the members of `AccessRow` are null. */
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
  readonly apiKeyId: string | null;
  readonly actor: string;
  readonly requestId: string;
}

type Look = TokenRow & { readonly served: boolean };

/**
 * Where the link stands, whether it may be used, and how fresh its token is. `served` is what `decideAccess` decides,
 * in SQL: this look hands the token out.
 */
const tokenReading = defineFragment({
  name: 'token_look',
  returns: columns<Look>(
    ...(['link_id', 'status', 'enabled', 'business_id', 'application', 'since', 'served'] as const),
    ...ACCESS_COLUMNS,
  ),
  reads: [linkFound],
  sql: (addParameter, { since: began, force, mayRenew }: TokenQuestion, [link]) => {
    const l = link.as('l');
    const since = `coalesce(${addParameter(began)}::timestamptz, now())`;
    const unwanted = `(${addParameter(force)} AND ${isForceExpired('g', since)})`;
    return `
    SELECT ${l.id} AS link_id, ${l.status}, i.enabled, ${l.business_id}, ${applicationOf('g')} AS application,
           ${since}::text AS since,
           (NOT ${unwanted} AND (${isFresh('g')} OR ${isServable('g')}
             AND (NOT ${addParameter(mayRenew)} OR s.faulty_since IS NOT NULL OR g.next_try_at > now()))) AS served,
           ${accessState('g', 's', since)}, ${accessColumns('g')}
      FROM ${l.from}
      ${joinSetting('i', 'l')}
      LEFT ${joinGrant('g', 'l')}
      LEFT ${joinSet('s', 'g')}`;
  },
});

/** The issued token. `once` is equal for one API key and one token, so that the event is recorded once. */
const tokenIssued = defineFragment({
  name: 'token_issued',
  returns: columns<{ id: string; once: string }>('id', 'once'),
  reads: [tokenReading],
  sql: (addParameter, { apiKeyId }: TokenQuestion, [tokenLookup]) => {
    const n = tokenLookup.as('n');
    return `
    SELECT ${n.link_id} AS id,
           substr(encode(sha256(convert_to(concat_ws(' ', ${addParameter(apiKeyId)}::text, ${n.grant_id}, ${n.rotation}), 'UTF8')), 'hex'),
                  1, 32)::uuid AS once
      FROM ${n.from} WHERE ${n.status} = 'LINKED' AND ${n.enabled} AND ${n.state} = 'ACTIVE' AND ${n.served}`;
  },
});

const issueRecorded = recordAbout({
  name: 'audited',
  action: 'token.issued',
  target: tokenIssued,
  label: companyNameOfLink,
});

const looking = defineStatement([linkFound, tokenReading, tokenIssued, issueRecorded], tokenReading);

/** Reads the link with its token and records that it is issued, in one statement. Undefined: there is no such link. */
export async function readToken(db: Db, question: TokenQuestion): Promise<TokenRow | undefined> {
  const [row] = await executeStatement(db, looking, question);
  return row;
}
