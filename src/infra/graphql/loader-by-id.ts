import DataLoader from 'dataloader';

/**
 * Makes a DataLoader by id: one query for all ids that are asked for in one tick, one value for each id in their
 * order, null where `findRows` finds no row.
 */
export function loaderById<Row extends { id: string }, Value>(
  findRows: (ids: readonly string[]) => Promise<Row[]>,
  toValue: (row: Row) => Value,
): DataLoader<string, Value | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await findRows(ids)).map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? toValue(row) : null;
    });
  });
}
