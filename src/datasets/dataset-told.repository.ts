// What events have told of the lists of a dataset. The followers of events know a dataset, which may have several lists.
import type { Db, StatementText } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { datasetEntity } from './dataset.entity.js';
import { type ListRef, listValues } from './records/records.repository.js';
import type { Trouble } from './told.rules.js';

export interface ToldList extends RowOf<typeof datasetEntity, 'list' | 'generation' | 'told_no'> {
  readonly told_status: Trouble | null;
}

/** Locks the lists of a dataset until the transaction ends, so that what is told of it has one order. */
export function lockDataset(
  tx: Db,
  { workspaceId, linkId }: Pick<ListRef, 'workspaceId' | 'linkId'>,
  dataset: string,
): Promise<ToldList[]> {
  return tx.query<ToldList>(
    `SELECT list, generation, told_no, told_status FROM ledgerlink.dataset
      WHERE workspace_id = $1 AND link_id = $2 AND dataset = $3 ORDER BY list FOR UPDATE`,
    [workspaceId, linkId, dataset],
  );
}

export const listTold = (
  ref: ListRef,
  { told_no, told_status }: Omit<ToldList, 'list' | 'generation'>,
): StatementText => ({
  text: `UPDATE ledgerlink.dataset SET told_no = $4, told_status = $5
    WHERE workspace_id = $1 AND link_id = $2 AND list = $3`,
  values: [...listValues(ref), told_no, told_status],
});
