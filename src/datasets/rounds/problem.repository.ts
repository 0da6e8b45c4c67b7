import type { Db, StatementText } from '../../infra/database/database.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import { isStored, type ListRef, listValues } from '../records/records.repository.js';
import type { datasetProblemEntity } from './round-parts.entity.js';

const OF_LIST = 'workspace_id = $1 AND link_id = $2 AND list = $3';

/** A record that cannot be read. */
export interface Problem {
  /** Where its id is not known, its place in the list: `#417`. */
  readonly sourceId: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** Notes records that cannot be read. `run`: the round that met them. */
export const problemsNoted = (ref: ListRef, problems: readonly Problem[], run: number, now: Date): StatementText => ({
  text: `INSERT INTO ledgerlink.dataset_problem AS p
           (workspace_id, link_id, list, source_id, message, platform_request_id, since, attempts, run)
    SELECT $1, $2, $3, n.source_id, n.message, n.request_id, $8, 1, $7
      FROM unnest($4::text[], $5::text[], $6::text[]) AS n(source_id, message, request_id)
    ON CONFLICT (workspace_id, link_id, list, source_id) DO UPDATE
      SET message = EXCLUDED.message, platform_request_id = EXCLUDED.platform_request_id, run = EXCLUDED.run,
          attempts = p.attempts + 1`,
  values: [
    ...[...listValues(ref), problems.map(({ sourceId }) => sourceId), problems.map(({ message }) => message)],
    ...[problems.map(({ requestId }) => requestId), run, now],
  ],
});

/** These records were read. */
export const problemsSolved = (ref: ListRef, sourceIds: readonly string[]): StatementText => ({
  text: `DELETE FROM ledgerlink.dataset_problem WHERE ${OF_LIST} AND source_id = ANY($4)`,
  values: [...listValues(ref), sourceIds],
});

/** Everything was read: places in the list that this round could read are solved. */
export const oldPlacesSolved = (ref: ListRef, run: number): StatementText => ({
  text: `DELETE FROM ledgerlink.dataset_problem WHERE ${OF_LIST} AND run < $4 AND source_id LIKE '#%'`,
  values: [...listValues(ref), run],
});

interface Problems {
  /** All, and of these: those of records that are not stored. */
  readonly count: number;
  readonly unread: number;
  /** Of records whose id is not known. */
  readonly unnamed: number;
  /** Those whose id is known: they can be read again alone. */
  readonly ids: readonly string[];
}

export async function findProblems(db: Db, ref: ListRef): Promise<Problems> {
  const rows = await db.query<{ id: string; is_stored: boolean }>(
    `SELECT p.source_id AS id, ${isStored('p.source_id')} AS is_stored FROM ledgerlink.dataset_problem p
      WHERE p.workspace_id = $1 AND p.link_id = $2 AND p.list = $3 ORDER BY p.source_id`,
    listValues(ref),
  );
  return {
    count: rows.length,
    unread: rows.filter(({ is_stored }) => !is_stored).length,
    unnamed: rows.filter(({ id }) => id.startsWith('#')).length,
    ids: rows.map(({ id }) => id).filter((id) => !id.startsWith('#')),
  };
}

/** A problem as the API shows it. */
export type ProblemRow = RowOf<
  typeof datasetProblemEntity,
  'list' | 'source_id' | 'message' | 'platform_request_id' | 'since' | 'attempts'
>;

/** The problems of lists of a link, in the order of list and id. */
export function listProblems(
  db: Db,
  { workspaceId, linkId }: { readonly workspaceId: string; readonly linkId: string },
  page: {
    readonly lists: readonly string[];
    readonly after: { readonly list: string; readonly sourceId: string } | undefined;
    readonly limit: number;
  },
): Promise<ProblemRow[]> {
  const { lists, after, limit } = page;
  return db.query<ProblemRow>(
    `SELECT list, source_id, message, platform_request_id, since, attempts FROM ledgerlink.dataset_problem
      WHERE workspace_id = $1 AND link_id = $2 AND list = ANY($3) AND (list, source_id) > ($4, $5)
      ORDER BY list, source_id LIMIT $6`,
    [workspaceId, linkId, lists, after?.list ?? '', after?.sourceId ?? '', limit],
  );
}
