import { recordChange } from '../audit/audit-event.repository.js';
import {
  type CredentialSetRow,
  joinSetsOfSetting,
  listedSetsAsJson,
  type SetHolders,
  type SetInJson,
  setFromJson,
} from '../credentials/credential-set.repository.js';
import { setDeleted, supersedingSet } from '../credentials/credential-set-changes.repository.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids, type Now } from '../infra/database/statement.js';
import type { RowOf } from '../infra/database/table-entity.js';
import { joinValidKey } from '../workspaces/api-key.repository.js';
import type { integrationSettingEntity } from './integration-setting.entity.js';

const COLUMNS = ['integration_key', 'enabled', 'version', 'change_id', 'updated_at'] as const;
export type SettingRow = RowOf<typeof integrationSettingEntity, (typeof COLUMNS)[number]>;

export interface StateRow extends SettingRow {
  sets: CredentialSetRow[];
}

type StateInJson = readonly [
  integrationKey: string,
  enabled: boolean,
  version: number,
  changeId: string | null,
  updatedAt: string | null,
  sets: readonly SetInJson[] | null,
];

/**
 * A workspace's integrations with their listed sets: one statement, and one row of JSON, which costs half as much here
 * as twenty rows do. An integration that was never set up has no state.
 */
export async function findStates(
  db: Db,
  holders: SetHolders,
  workspaceId: string,
  integrationKeys: readonly string[],
): Promise<StateRow[]> {
  const [row] = await db.query<{ states: StateInJson[] | null }>(
    `SELECT json_agg(json_build_array(i.integration_key, i.enabled, i.version, i.change_id, i.updated_at,
              (${listedSetsAsJson('i', '$1', holders)}))) AS states
       FROM ledgerlink.integration_setting i
      WHERE i.workspace_id = $1 AND i.integration_key = ANY($2)`,
    [workspaceId, integrationKeys],
  );
  return row?.states?.map(toState) ?? [];
}

function toState([integration_key, enabled, version, change_id, updatedAt, sets]: StateInJson): StateRow {
  return {
    integration_key,
    enabled,
    version,
    change_id,
    updated_at: updatedAt === null ? null : new Date(updatedAt),
    sets: sets?.map((set) => setFromJson(integration_key, set)) ?? [],
  };
}

/**
 * Locks a workspace's setting of one integration, and the caller's API key, until the transaction ends: changes of one
 * integration follow one another, and a revocation of the key waits for them. `apiKeyId` null is the operator, who has
 * no key. Undefined: there is no setting yet, or the key is not valid any more.
 */
export async function lockSetting(
  tx: Db,
  workspaceId: string,
  integrationKey: string,
  apiKeyId: string | null,
): Promise<SettingRow | undefined> {
  const [row] = await tx.query<SettingRow>(
    `SELECT ${COLUMNS.map((column) => `s.${column}`).join(', ')} FROM ledgerlink.integration_setting s
            ${apiKeyId === null ? '' : joinValidKey('k', '$1', '$3')}
      WHERE s.workspace_id = $1 AND s.integration_key = $2
        FOR NO KEY UPDATE OF s ${apiKeyId === null ? '' : 'FOR SHARE OF k'}`,
    apiKeyId === null ? [workspaceId, integrationKey] : [workspaceId, integrationKey, apiKeyId],
  );
  return row;
}

/**
 * Keeps a setting as it is until the transaction ends, so that its sets cannot be superseded, and their secrets erased,
 * between the choice of a set and its use. A statement of its own: a statement that has to wait here goes on with the
 * data that it saw before it waited.
 */
export async function holdSetting(tx: Db, workspaceId: string, integrationKey: string): Promise<void> {
  await tx.query(
    'SELECT 1 FROM ledgerlink.integration_setting WHERE workspace_id = $1 AND integration_key = $2 FOR SHARE',
    [workspaceId, integrationKey],
  );
}

/** Inserts the row before it can be locked. Of any number of concurrent transactions, one inserts it. */
export async function makeSetting(tx: Db, workspaceId: string, integrationKey: string): Promise<void> {
  await tx.query(
    `INSERT INTO ledgerlink.integration_setting (workspace_id, integration_key) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [workspaceId, integrationKey],
  );
}

interface ChangedSetting extends Ids, Now {
  readonly integrationKey: string;
  readonly enabled: boolean;
  readonly changeId: string;
}

/** The next version. */
const settingChanged = defineFragment({
  name: 'setting_changed',
  returns: columns<SettingRow>(...COLUMNS),
  sql: (addParameter, setting: ChangedSetting) => `
    UPDATE ledgerlink.integration_setting
       SET enabled = ${addParameter(setting.enabled)}, version = version + 1, change_id = ${addParameter(setting.changeId)}, updated_at = ${addParameter(setting.now)}
     WHERE workspace_id = ${addParameter(setting.workspaceId)} AND integration_key = ${addParameter(setting.integrationKey)}
    RETURNING ${COLUMNS.join(', ')}`,
});

export const changeSetting = defineStatement([settingChanged, recordChange()], settingChanged);

/** Makes room for the set that `saveSet` saves in the same transaction. */
export const makeRoomForSet = defineStatement([...supersedingSet, settingChanged, recordChange()], settingChanged);

export const deleteCredentialSet = defineStatement([setDeleted, settingChanged, recordChange()], settingChanged);

/** JOIN of the setting `i` of the integration of the row `of`. `workspace` is the parameter. */
export const joinSetting = (i: string, of: string, workspace: string): string =>
  `JOIN ledgerlink.integration_setting ${i}
     ON ${i}.workspace_id = ${workspace} AND ${i}.integration_key = ${of}.integration_key`;

/** The set with which a sign-in may start: the current one of an enabled integration. */
export const usableSet = defineFragment({
  name: 'usable_set',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { integrationKey, ...ids }: Ids<'setId'> & { readonly integrationKey: string }) => {
    const workspace = addParameter(ids.workspaceId);
    return `
    SELECT s.id FROM ledgerlink.integration_setting i ${joinSetsOfSetting('s', 'i', workspace)}
     WHERE i.workspace_id = ${workspace} AND i.integration_key = ${addParameter(integrationKey)} AND i.enabled
       AND s.id = ${addParameter(ids.setId)} AND s.status = 'CURRENT'`;
  },
});
