import type { Db, StatementText } from '../infra/database/database.js';
import type { DatasetRow, NewDataset } from './dataset.repository.js';
import { type ListRef, listValues } from './records/records.repository.js';
import type { Lease } from './round.repository.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** Lists whose records an older mapper has mapped. */
export function findOutdated(
  db: Db,
  workspaceIds: readonly string[],
  versions: readonly Pick<NewDataset, 'list' | 'mapperVersion'>[],
  limit: number,
): Promise<ListRef[]> {
  return db.query<ListRef>(
    `SELECT d.workspace_id AS "workspaceId", d.link_id AS "linkId", d.list FROM ledgerlink.dataset d
       JOIN unnest($2::text[], $3::integer[]) AS v(list, version) ON v.list = d.list AND d.mapper_version < v.version
      WHERE d.workspace_id = ANY($1) AND d.deletion_asked_at IS NULL LIMIT $4`,
    [workspaceIds, versions.map(({ list }) => list), versions.map(({ mapperVersion }) => mapperVersion), limit],
  );
}

/** Where mapping a list's records anew stands: the version of the mapper, and the last record that it has mapped. */
export interface MappingPosition {
  readonly version: number;
  readonly after: string;
}

export interface OutdatedRow extends Pick<DatasetRow, 'generation' | 'change_no'> {
  readonly mapping_position: MappingPosition | null;
}

/** Takes the lease of a list whose records an older mapper has mapped. Undefined: another process has it. */
export async function claimOutdated(
  db: Db,
  ref: ListRef,
  { version, now, until }: { readonly version: number; readonly now: Date; readonly until: Date },
): Promise<OutdatedRow | undefined> {
  const [row] = await db.query<OutdatedRow>(
    `UPDATE ledgerlink.dataset SET lease_until = $5, generation = generation + 1
      WHERE ${OF_LIST} AND mapper_version < $6 AND (lease_until IS NULL OR lease_until <= $4)
        AND deletion_asked_at IS NULL RETURNING generation, change_no, mapping_position`,
    [...listValues(ref), now, until, version],
  );
  return row;
}

/** Goes on with mapping a list's records anew. */
export const mappingKept = ({ ref, generation }: Lease, changeNo: number, until: Date): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET change_no = $5, lease_until = $6 WHERE ${OF_LIST} AND generation = $4`,
  values: [...listValues(ref), generation, changeNo, until],
});

/** Gives the lease back before all records are mapped. */
export const mappingPaused = ({ ref, generation }: Lease, position: MappingPosition): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET lease_until = NULL, mapping_position = $5 WHERE ${OF_LIST} AND generation = $4`,
  values: [...listValues(ref), generation, JSON.stringify(position)],
});

/** Gives the lease back: all records are mapped by the mapper of this version. */
export const mappingEnded = ({ ref, generation }: Lease, version: number): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET lease_until = NULL, mapper_version = $5, mapping_position = NULL
    WHERE ${OF_LIST} AND generation = $4`,
  values: [...listValues(ref), generation, version],
});
