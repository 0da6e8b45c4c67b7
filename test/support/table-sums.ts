import type pg from 'pg';

/** The column `value` of a statement on every table of ours, by the table's name. All are sent in one go. */
export async function fromEachTable(
  admin: pg.Pool,
  statement: (table: string) => string,
): Promise<Record<string, string[]>> {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'ledgerlink' ORDER BY tablename",
  );
  const all = rows.map(({ name }) => statement(`ledgerlink."${name}"`)).join(';');
  // An array where there are several statements.
  const results = [await admin.query<{ value: string }>(all)].flat();
  return Object.fromEntries(rows.map(({ name }, i) => [name, results[i]?.rows.map(({ value }) => value) ?? []]));
}

/** Rows and MD5 of every table of ours, by name: equal before and after means that nothing was written. */
export const tableSums = (admin: pg.Pool): Promise<Record<string, string[]>> =>
  fromEachTable(
    admin,
    (table) =>
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS value FROM ${table} t`,
  );
