import type { Db, StatementText } from '../infra/database/database.js';
import type { PullCounts } from './records/changes.rules.js';
import { type ListRef, listValues } from './records/records.repository.js';
import type { Position } from './round.repository.js';
import type { Trouble } from './told.rules.js';

export interface DatasetRow {
  readonly list: string;
  readonly dataset: string;
  readonly status: string;
  readonly interval_minutes: number;
  readonly generation: number;
  readonly pull_id: string | null;
  readonly is_full_asked: boolean;
  readonly position: Position | null;
  readonly watermark: string | null;
  readonly deleted_watermark: string | null;
  readonly full_at: Date | null;
  readonly audited_at: Date | null;
  readonly swept_at: Date | null;
  readonly shows_deleted: boolean;
  readonly change_no: string;
  readonly live_count: string;
  readonly counts: PullCounts;
  readonly failures: number;
  readonly due_at: Date | null;
  readonly last_complete_at: Date | null;
  readonly probed_no: string | null;
  readonly told_no: string;
  readonly told_status: Trouble | null;
}

const COLUMNS = `list, dataset, status, interval_minutes, generation, pull_id, is_full_asked, position, watermark,
  deleted_watermark, full_at, audited_at, swept_at, shows_deleted, change_no, live_count, counts, failures, due_at,
  last_complete_at, probed_no, told_no, told_status`;
const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

export interface DueDataset extends ListRef {
  readonly isLeased: boolean;
}

/** Datasets that are due, longest due first, and those that a process has at the moment. */
export async function findDue(
  db: Db,
  workspaceIds: readonly string[],
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<DueDataset[]> {
  return db.query<DueDataset>(
    `SELECT workspace_id AS "workspaceId", link_id AS "linkId", list, coalesce(lease_until > $2, false) AS "isLeased"
       FROM ledgerlink.dataset WHERE workspace_id = ANY($1) AND due_at <= $2 AND deletion_asked_at IS NULL ORDER BY due_at LIMIT $3`,
    [workspaceIds, now, limit],
  );
}

export async function findDataset(db: Db, ref: ListRef): Promise<DatasetRow | undefined> {
  const [row] = await db.query<DatasetRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.dataset WHERE ${OF_LIST}`,
    listValues(ref),
  );
  return row;
}

/** Takes the lease of a dataset that is due. Undefined: another process has it. */
export async function claimDataset(
  db: Db,
  ref: ListRef,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<DatasetRow | undefined> {
  const [row] = await db.query<DatasetRow>(
    `UPDATE ledgerlink.dataset SET lease_until = $5, generation = generation + 1, status = 'PULLING'
      WHERE ${OF_LIST} AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
        AND deletion_asked_at IS NULL RETURNING ${COLUMNS}`,
    [...listValues(ref), now, until],
  );
  return row;
}

/** Makes lists of a link due, because records of another list name theirs. */
export const listsMadeDue = ({ workspaceId, linkId }: ListRef, lists: readonly string[], now: Date): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET due_at = $4
    WHERE workspace_id = $1 AND link_id = $2 AND list = ANY($3) AND due_at > $4`,
  values: [workspaceId, linkId, lists, now],
});

export interface NewDataset {
  readonly list: string;
  readonly dataset: string;
  readonly mapperVersion: number;
  readonly dueAt: Date | null;
}

/** Adds the datasets of a link that it does not have yet. */
export const datasetsAdded = (
  { workspaceId, linkId }: Pick<ListRef, 'workspaceId' | 'linkId'>,
  lists: readonly NewDataset[],
  more: {
    readonly intervalMinutes: number;
    readonly pullId: string | null;
    readonly counts: PullCounts;
  },
): StatementText => ({
  text: `INSERT INTO ledgerlink.dataset (workspace_id, link_id, list, dataset, status, interval_minutes, due_at, generation,
           pull_id, is_full_asked, is_asked_again, shows_deleted, change_no, live_count, counts, failures,
           mapper_version)
    SELECT $1, $2, l.list, l.dataset, 'NEVER_PULLED', $6, l.due_at, 0, $7, false, false, false, 0, 0, $8, 0, l.version
      FROM unnest($3::text[], $4::text[], $5::timestamptz[], $9::integer[]) AS l(list, dataset, due_at, version)
    ON CONFLICT DO NOTHING`,
  values: [
    ...[workspaceId, linkId, lists.map(({ list }) => list), lists.map(({ dataset }) => dataset)],
    ...[lists.map(({ dueAt }) => dueAt), more.intervalMinutes, more.pullId, JSON.stringify(more.counts)],
    lists.map(({ mapperVersion }) => mapperVersion),
  ],
});
