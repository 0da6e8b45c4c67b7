import { recordAbout, type TargetLabel } from '../audit/audit-event.repository.js';
import { NOW } from '../infra/database/clock.js';
import type { Db, Transaction } from '../infra/database/database.js';
import {
  columns,
  defineFragment,
  defineStatement,
  executeStatement,
  type Ids,
  type Now,
  type SqlFragment,
} from '../infra/database/statement.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { PlatformApplication } from './application.repository.js';
import type { credentialSetEntity } from './credential-set.entity.js';
import { auditLabelOf } from './credential-set.rules.js';

/** The keys that a call was made with: `savedAt` tells them from keys that were saved since then. */
export interface TriedKeys {
  readonly workspaceId: string;
  readonly setId: string;
  readonly savedAt: string;
}

const fallbackBegun = defineFragment({
  name: 'fallback_begun',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, setId, savedAt, now }: TriedKeys & Now) => `
    UPDATE ledgerlink.credential_set SET fallback_since = ${addParameter(now)}::timestamptz
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(setId)}
       AND saved_at = ${addParameter(savedAt)}::timestamptz AND fallback_since IS NULL RETURNING id`,
});

/** SQL for `auditLabelOf` of a set. */
export const labelOfSet: TargetLabel = (workspaceId, setId) =>
  `(SELECT '${auditLabelOf("' || s.api_version || '", "' || s.client_id")} FROM ledgerlink.credential_set s
     WHERE s.workspace_id = ${workspaceId} AND s.id = ${setId})`;

const fallbackRecorded = recordAbout({
  action: 'credentials.fell_back',
  target: fallbackBegun,
  label: labelOfSet,
});

const beginningFallback = defineStatement([fallbackBegun, fallbackRecorded], fallbackBegun);

/** The saved secret was refused, and the replaced one is at hand. True, and recorded, the first time only. */
export async function markFallback(tx: Transaction, set: TriedKeys): Promise<boolean> {
  return (await executeStatement(tx, beginningFallback, set)).length > 0;
}

/** The platform accepts the saved secret itself. */
export async function clearFallback(db: Db, { workspaceId, setId, savedAt }: TriedKeys): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.credential_set SET fallback_since = NULL
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz AND fallback_since IS NOT NULL`,
    [workspaceId, setId, savedAt],
  );
}

/** A set whose keys the platform refuses, or a part of them, of any workspace; for the operator. */
export type RefusedSetRow = PlatformApplication &
  RowOf<typeof credentialSetEntity, 'workspace_id' | 'faulty_since' | 'fallback_since'> & {
    readonly refused_since: Date | null;
  };

export function listRefusedSets(db: Db, limit: number): Promise<RefusedSetRow[]> {
  return db.query<RefusedSetRow>(
    `SELECT s.workspace_id, s.integration_key, s.api_version, s.client_id, ${healthColumns('s')}
       FROM ledgerlink.credential_set s WHERE ${areKeysRefused('s')} ORDER BY s.workspace_id, s.id LIMIT $1`,
    [limit],
  );
}

/** Since when the platform refuses the keys of the set `s`, only its replaced secret serves, or it refuses tokens. */
export const healthColumns = (s: string): string =>
  `least(${s}.faulty_since, ${s}.api_refused_since) AS faulty_since, ${s}.fallback_since,
          ${s}.tokens_refused_since AS refused_since`;

/** `healthColumns` as JSON. */
export const healthAsJson = (s: string): string =>
  `json_build_object('faulty_since', least(${s}.faulty_since, ${s}.api_refused_since), 'fallback_since', ${s}.fallback_since,
          'refused_since', ${s}.tokens_refused_since)`;

/** Assignments: nothing is known against the keys of a set. */
export const NO_FAULT = `faulty_since = NULL, probe_at = NULL, api_refused_since = NULL, tokens_refused_since = NULL,
          fallback_since = NULL`;

/** A condition: the platform refuses the keys of the set `s`, or a part of them. False where there is no set. */
export const areKeysRefused = (s: string): string =>
  `(coalesce(${s}.faulty_since, ${s}.api_refused_since, ${s}.tokens_refused_since, ${s}.fallback_since) IS NOT NULL)`;

/**
 * A condition: the platform refused the client secret of the set `s` at `at` or later. Each refusal moves `probe_at` of a
 * faulty set to 15 minutes later. While the replaced secret serves, the saved one is refused every time.
 */
export const wasSecretRefusedSince = (s: string, at: string): string =>
  `(${s}.fallback_since IS NOT NULL
    OR ${s}.faulty_since IS NOT NULL AND coalesce(${s}.probe_at - interval '15 minutes' >= ${at}, false))`;

/** The keys were saved again: those that the platform had refused are tried again. */
export async function clearFaulty(tx: Db, workspaceId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_set SET ${NO_FAULT}
      WHERE workspace_id = $1 AND id = $2 AND ${areKeysRefused('credential_set')}`,
    [workspaceId, id],
  );
}

interface GrantOfSet {
  readonly credential_set_id: string;
}

/** A success of one of the grants shows that the platform takes the tokens of its application. */
export const tokensTaken = (grant: SqlFragment<never, GrantOfSet>) =>
  defineFragment({
    name: 'tokens_taken',
    reads: [grant],
    sql: (addParameter, { workspaceId }: Ids, [succeeded]) => `
    UPDATE ledgerlink.credential_set SET tokens_refused_since = NULL
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${succeeded.select('credential_set_id')})
       AND tokens_refused_since IS NOT NULL`,
  });

/** A condition: a success of the set with this id is news, because its keys were refused. */
export const isSuccessNews = (id: string, workspace: string): string =>
  `EXISTS (SELECT FROM ledgerlink.credential_set s WHERE s.workspace_id = ${workspace} AND s.id = ${id}
              AND (s.faulty_since IS NOT NULL OR s.fault_told))`;

/** A condition: the circuit of the set of the grant `g` is open, so that refusals deauthorize no link. */
export const isCircuitOpen = (g: string, workspace: string, now: string): string =>
  `EXISTS (SELECT FROM ledgerlink.credential_set s WHERE s.workspace_id = ${workspace}
              AND s.id = ${g}.credential_set_id AND s.judging_paused_until > ${now})`;

/**
 * A condition: the grant of the set `s` that was refused at `at` was refused in the hour before the circuit opened, or
 * while it opened, and the circuit has closed. The hour holds what a slow beginning of the storm refused, and what an
 * earlier circuit left when this one opened. A day later the condition ends, so that no token is presented for ever.
 */
export const isRecheckDue = (s: string, at: string, now: string): string =>
  `(${s}.judging_paused_until BETWEEN ${now} - interval '1 day' AND ${now} AND ${at} <= ${s}.judging_paused_until
    AND ${at} > ${s}.judging_paused_until - interval '75 minutes')`;

/** Opens the circuit of a set for 15 minutes. True for the caller that opened it. */
export async function openCircuit(tx: Transaction, workspaceId: string, setId: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ledgerlink.credential_set SET judging_paused_until = $3::timestamptz + interval '15 minutes'
      WHERE workspace_id = $1 AND id = $2 AND (judging_paused_until IS NULL OR judging_paused_until <= $3::timestamptz) RETURNING id`,
    [workspaceId, setId, tx.now],
  );
  return rows.length > 0;
}

/** A set that is tried again: with its keys if it is faulty, else with the tokens that were refused in a mass. */
interface SetToTry {
  readonly workspaceId: string;
  readonly setId: string;
  readonly isFaulty: boolean;
}

/** The sets of these workspaces whose keys, or whose refused tokens, may be due to be tried again. */
export const findSetsToTry = (db: Db, workspaceIds: readonly string[]): Promise<SetToTry[]> =>
  db.query<SetToTry>(
    `SELECT workspace_id AS "workspaceId", id AS "setId", faulty_since IS NOT NULL AS "isFaulty"
       FROM ledgerlink.credential_set
      WHERE workspace_id = ANY($1)
        AND CASE WHEN faulty_since IS NULL THEN judging_paused_until BETWEEN ${NOW} - interval '1 day' AND ${NOW}
                 ELSE probe_at <= ${NOW} END`,
    [workspaceIds],
  );

/**
 * Claims a due set, for a grant that may try its keys: of several processes one gets it. The next probe moves on in every
 * case, so that a set whose grant is not presented after all does not stand in the way of others.
 */
export async function claimProbe(
  db: Db,
  { workspaceId, setId }: Omit<SetToTry, 'isFaulty'>,
  now: string,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.credential_set SET probe_at = $3::timestamptz + interval '15 minutes'
      WHERE workspace_id = $1 AND id = $2 AND faulty_since IS NOT NULL AND probe_at <= $3::timestamptz RETURNING id`,
    [workspaceId, setId, now],
  );
  return rows.length > 0;
}
