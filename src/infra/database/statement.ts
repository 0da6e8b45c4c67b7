import type { Db } from './database.js';

/**
 * A data-modifying part of a statement; `bind` takes a value and answers its place (`$3`). Slices export the parts
 * that write their own tables, and a use case sends them together: one statement, one round trip, and no change
 * without its audit event. Parts of one statement see the same snapshot and each other only by name (`made`).
 */
export type SqlFragment = (addParameter: (value: unknown) => string) => string;
export type SqlFragments = Readonly<Record<string, SqlFragment>>;

/**
 * SQL for one of the words that a rule names (`IN ('A', 'B')`), so that the rule stands in one place. Of our own code
 * alone: whatever came from outside goes through `bind`.
 */
export const oneOf = (words: readonly string[]): string =>
  `IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** Runs the parts as CTEs, in order, and answers what `select` reads from them. */
export function executeStatement<Row>(tx: Db, parts: SqlFragments, select = 'SELECT 1'): Promise<Row[]> {
  const values: unknown[] = [];
  const addParameter = (value: unknown): string => `$${values.push(value)}`;
  const ctes = Object.entries(parts).map(([name, part]) => `${name} AS (${part(addParameter)})`);
  return tx.query<Row>(`WITH ${ctes.join(',\n')}\n${select}`, values);
}
