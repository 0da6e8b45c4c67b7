import type { Db } from '../infra/database/database.js';
import { type PlatformApplication, sealedOf } from './application.repository.js';
import { areKeysRefused, healthAsJson, healthColumns } from './credential-health.repository.js';

export interface StoredSecretRow {
  readonly field: string;
  readonly setAt: string;
  /** In hex: all 32 bytes for comparison, or the first 4 for display. */
  readonly fingerprint: string;
  /** Of `allSets` only, as `ApplicationRow` has it. */
  readonly sealed?: string | null;
}

export interface CredentialSetRow extends PlatformApplication {
  id: string;
  status: 'CURRENT' | 'SUPERSEDED';
  /** A text if the row was read as JSON. */
  saved_at: Date | string;
  saved_by: string;
  /** Whether a link, or an open attempt to link, depends on it. */
  held: boolean;
  faulty_since: Date | string | null;
  fallback_since: Date | string | null;
  refused_since: Date | string | null;
  secrets: StoredSecretRow[];
}

/** The highest link count. It means "more than 1,000": counting a million links took four seconds. */
export const LINK_COUNT_LIMIT = 1_001;

/** Questions about credential sets that only links and attempts can answer. `links` implements it. */
export interface SetHolders {
  /**
   * A condition: a grant or an open attempt holds the set of the row `set`, by its `id`. The foreign keys on
   * `held_set_id` say the same. `workspace` is the parameter.
   */
  isHeld(set: string, workspace: string): string;
  /**
   * The number of links that depend on each set, including links with an open attempt. Counting stops at
   * `LINK_COUNT_LIMIT`.
   */
  countLinks(
    db: Db,
    workspaceId: string,
    setIds: readonly string[],
  ): Promise<{ readonly id: string; readonly links: number }[]>;
}

/**
 * Reads any number of sets of the workspace `$1` in one statement, with their secrets aggregated by PostgreSQL. `more`:
 * members of each.
 */
const select = ({ isHeld }: SetHolders, more = ''): string => `
  SELECT s.id, s.integration_key, s.api_version, s.client_id, s.status, s.saved_at, s.saved_by, ${isHeld('s', '$1')} AS held,
         ${healthColumns('s')}, (
           SELECT coalesce(jsonb_agg(jsonb_build_object('field', x.field, 'setAt', x.set_at,
                    'fingerprint', encode(x.fingerprint, 'hex')${more})), '[]')
             FROM ledgerlink.credential_secret x
            WHERE x.workspace_id = $1 AND x.credential_set_id = s.id) AS secrets
    FROM ledgerlink.credential_set s`;

/** The health of a set against which nothing is known. */
export const SOUND = { faulty_since: null, fallback_since: null, refused_since: null } as const;

/** A set as returned by `listedSetsAsJson`. Arrays cost half as much as objects, for PostgreSQL and for us. */
export type SetInJson = readonly [
  id: string,
  apiVersion: string,
  clientId: string,
  status: CredentialSetRow['status'],
  savedAt: string,
  savedBy: string,
  health: Pick<CredentialSetRow, 'faulty_since' | 'fallback_since' | 'refused_since'> | null,
  secrets: readonly (readonly [field: string, setAt: string, fingerprint: string])[],
];

/**
 * A subquery: the current and the held sets of the row `setting`, as JSON, for reading both in one statement. Whether a
 * current set is held is not asked, because it is listed in both cases.
 */
export const listedSetsAsJson = (setting: string, workspace: string, { isHeld }: SetHolders): string => `
  SELECT json_agg(json_build_array(s.id, s.api_version, s.client_id, s.status, s.saved_at, s.saved_by,
           CASE WHEN ${areKeysRefused('s')} THEN ${healthAsJson('s')} END, (
           SELECT json_agg(json_build_array(x.field, x.set_at, encode(substring(x.fingerprint FOR 4), 'hex')))
             FROM ledgerlink.credential_secret x
            WHERE x.workspace_id = ${workspace} AND x.credential_set_id = s.id)))
    FROM ledgerlink.credential_set s
   WHERE s.workspace_id = ${workspace} AND s.integration_key = ${setting}.integration_key
     AND (s.status = 'CURRENT' OR ${isHeld('s', workspace)})`;

export const setFromJson = (integrationKey: string, json: SetInJson): CredentialSetRow => {
  const [id, api_version, client_id, status, saved_at, saved_by, health, secrets] = json;
  return {
    id,
    integration_key: integrationKey,
    api_version,
    client_id,
    status,
    saved_at,
    saved_by,
    held: status !== 'CURRENT',
    ...(health ?? SOUND),
    secrets: secrets.map(([field, setAt, fingerprint]) => ({ field, setAt, fingerprint })),
  };
};

/**
 * Includes superseded sets, because an application that is saved again reuses its set, and the ciphertext, because what
 * does not open is saved again.
 */
export function allSets(
  db: Db,
  holders: SetHolders,
  workspaceId: string,
  integrationKey: string,
): Promise<CredentialSetRow[]> {
  const sealed = `, 'sealed', ${sealedOf('s', 'x')}`;
  return db.query<CredentialSetRow>(`${select(holders, sealed)} WHERE s.workspace_id = $1 AND s.integration_key = $2`, [
    workspaceId,
    integrationKey,
  ]);
}

export function findSets(
  db: Db,
  holders: SetHolders,
  workspaceId: string,
  ids: readonly string[],
): Promise<CredentialSetRow[]> {
  return db.query<CredentialSetRow>(`${select(holders)} WHERE s.workspace_id = $1 AND s.id = ANY($2)`, [
    workspaceId,
    ids,
  ]);
}

/** JOIN of the set `s` that the row `of` names by `credential_set_id`. `workspace` is the parameter, here and below. */
export const joinSet = (s: string, of: string, workspace: string): string =>
  `JOIN ledgerlink.credential_set ${s} ON ${s}.workspace_id = ${workspace} AND ${s}.id = ${of}.credential_set_id`;

/** JOIN of all sets `s` of the row `setting`. */
export const joinSetsOfSetting = (s: string, setting: string, workspace: string): string =>
  `JOIN ledgerlink.credential_set ${s}
     ON ${s}.workspace_id = ${workspace} AND ${s}.integration_key = ${setting}.integration_key`;

export async function identifyApplication(
  db: Db,
  workspaceId: string,
  setId: string,
): Promise<PlatformApplication | undefined> {
  const [row] = await db.query<PlatformApplication>(
    `SELECT integration_key, api_version, client_id FROM ledgerlink.credential_set
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, setId],
  );
  return row;
}

/** FROM: all sets, as `s`, of all workspaces. */
export const setsAs = (s: string): string => `ledgerlink.credential_set ${s}`;

/** A condition: the set `s` is an application, whose identity the parameters from `first` on give. */
export const isApplication = (s: string, first: number): string =>
  `(${s}.integration_key = $${first} AND ${s}.api_version = $${first + 1} AND ${s}.client_id = $${first + 2})`;
