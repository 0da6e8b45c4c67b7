import type pg from 'pg';

/** Rows and MD5 of every table of ours, by name: equal before and after means that nothing was written. */
export async function tableSums(admin: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'ledgerlink' ORDER BY tablename",
  );
  const sums: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: found } = await admin.query<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ledgerlink.${name} t`,
    );
    sums[name] = found[0]?.sum ?? '';
  }
  return sums;
}
