import { isRecorded, recordAbout } from '../audit/audit-event.repository.js';
import type { AuditedBy } from '../audit/audit-event-insert.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import { type ApplicationRow, applicationOf } from '../credentials/application.repository.js';
import { joinSet } from '../credentials/credential-set.repository.js';
import { NOW } from '../infra/database/clock.js';
import type { Db, Transaction } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, executeStatement, type Ids } from '../infra/database/statement.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import { linkFound } from '../links/company-link.repository.js';
import type { LinkStatus } from '../links/company-link.rules.js';
import {
  ACCESS_COLUMNS,
  type AccessRow,
  accessColumns,
  accessState,
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
  readonly once: string;
  readonly recorded: boolean;
}

export interface TokenQuestion extends Ids<'linkId'> {
  readonly since: string | null;
  readonly apiKeyId: string | null;
}

/**
 * Where the link stands, whether it may be used, and how fresh its token is. `once` identifies the API key and the token,
 * and `recorded` says that there is an event of it.
 */
const tokenReading = defineFragment({
  name: 'token_look',
  returns: columns<TokenRow>(
    ...(['link_id', 'status', 'enabled', 'business_id', 'application', 'since', 'once', 'recorded'] as const),
    ...ACCESS_COLUMNS,
  ),
  reads: [linkFound],
  sql: (addParameter, { workspaceId, since: began, apiKeyId }: TokenQuestion, [link]) => {
    const [l, workspace] = [link.as('l'), addParameter(workspaceId)];
    const since = `coalesce(${addParameter(began)}::timestamptz, ${NOW})`;
    const once = `substr(encode(sha256(convert_to(concat_ws(' ', ${addParameter(apiKeyId)}::text, g.id, g.rotation), 'UTF8')), 'hex'),
             1, 32)::uuid`;
    return `
    SELECT ${l.id} AS link_id, ${l.status}, i.enabled, ${l.business_id}, ${applicationOf('g', workspace)} AS application,
           ${since}::text AS since, ${once}::text AS once, ${isRecorded(workspace, once)} AS recorded,
           ${accessState('g', 's', since)}, ${accessColumns('g')}
      FROM ${l.from}
      ${joinSetting('i', 'l', workspace)}
      LEFT ${joinGrant('g', 'l', workspace)}
      LEFT ${joinSet('s', 'g', workspace)}`;
  },
});

const looking = defineStatement([linkFound, tokenReading], tokenReading);

/** Reads the link with its token, in one statement. Undefined: there is no such link. */
export async function readToken(db: Db, question: TokenQuestion): Promise<TokenRow | undefined> {
  const [row] = await executeStatement(db, looking, question);
  return row;
}

const recordingIssue = defineStatement([
  linkFound,
  recordAbout({ action: 'token.issued', target: linkFound, label: companyNameOfLink }),
]);

/** Records that a token is issued, before it is: once for one API key and one token. */
export const recordIssue = (
  tx: Transaction,
  issued: Ids<'linkId'> & AuditedBy & { readonly once: string },
): Promise<unknown> => executeStatement(tx, recordingIssue, issued);
