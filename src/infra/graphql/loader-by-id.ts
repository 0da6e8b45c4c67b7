import DataLoader from 'dataloader';

/** A loader by id: one query for all ids of a tick, one value per id in their order, null where there is no row. */
export function loaderById<Row extends { id: string }, Value>(
  find: (ids: readonly string[]) => Promise<Row[]>,
  toValue: (row: Row) => Value,
): DataLoader<string, Value | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await find(ids)).map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = rows.get(id);
      return row ? toValue(row) : null;
    });
  });
}
