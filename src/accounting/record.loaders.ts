import DataLoader from 'dataloader';
import { findRawOf, findRecords } from '../datasets/records/record-read.repository.js';
import { answerTooLarge } from '../infra/graphql/answer-limit.js';
import { LIMITS } from '../infra/graphql/limits.js';
import type { LoaderContext } from '../infra/slices/slice.js';
import { knownList } from './lists.rules.js';
import { parseRecordId, type RecordId, toRecordId } from './record-id.rules.js';
import { toSourceRecord } from './record-output.graphql.js';
import type { SourceRecord } from './source-record.graphql.js';

/** Finds by local ids: one query for all of one link and type. */
async function inGroups<Found>(
  ids: readonly string[],
  groupOf: (id: RecordId) => string,
  find: (group: readonly RecordId[], linkId: string) => Promise<readonly (readonly [RecordId, Found])[]>,
): Promise<(Found | null)[]> {
  const groups = new Map<string, RecordId[]>();
  for (const id of ids) {
    const record = parseRecordId(id);
    if (record === undefined) continue;
    const group = `${record.linkId} ${groupOf(record)}`;
    groups.set(group, [...(groups.get(group) ?? []), record]);
  }
  const found = new Map<string, Found>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      for (const [id, value] of await find(group, group[0]?.linkId ?? '')) found.set(toRecordId(id), value);
    }),
  );
  return ids.map((id) => found.get(id) ?? null);
}

const typeOf = ({ list }: RecordId) => knownList(list)?.type ?? null;

/** Records by their ids without the type. Null: it was not pulled. */
export const sourceRecordLoader = ({
  db,
  workspaceId,
  rawData,
}: LoaderContext): DataLoader<string, SourceRecord | null> =>
  new DataLoader((ids) =>
    inGroups(
      ids,
      (id) => String(typeOf(id)),
      async (group, linkId) => {
        const [first] = group;
        const type = first === undefined ? null : typeOf(first);
        const ref = { workspaceId, linkId };
        const rows = await rawData.openAll(ref, await findRecords(db, ref, type, group));
        return rows.map(
          (row) => [{ linkId, list: row.list, sourceId: row.source_id }, toSourceRecord(linkId, row)] as const,
        );
      },
    ),
  );

/** The stored JSON of records as text. Null: it is not kept. */
export const rawRecordLoader = ({ db, workspaceId, rawData }: LoaderContext): DataLoader<string, string | null> =>
  new DataLoader((ids) =>
    inGroups(
      ids,
      () => '',
      async (group, linkId) => {
        const ref = { workspaceId, linkId };
        const found = await findRawOf(db, ref, group, LIMITS.largeBytes);
        if (found.some((row) => row.is_too_much)) throw answerTooLarge('has too much `raw`');
        const rows = await rawData.openAll(ref, found);
        return rows.flatMap(({ list, source_id, raw }) =>
          raw === null ? [] : [[{ linkId, list, sourceId: source_id }, raw] as const],
        );
      },
    ),
  );
