import type { Db } from '../../infra/database/database.js';

/** The budget of an application (its credential set) or of a link. */
export interface BudgetRef {
  readonly workspaceId: string;
  readonly subjectId: string;
}

/** A budget. Times are microseconds since 1970. */
export interface BudgetRow {
  readonly tat: number;
  readonly pull_tat: number;
  readonly closed_until: number;
}

/** What a booking adds to a budget, and how far ahead of `now` that may lead. */
export interface Booking {
  readonly now: number;
  readonly cost: number;
  readonly allowance: number;
  /** Of turns for pulls. Both are 0 for others. */
  readonly pullCost: number;
  readonly pullAllowance: number;
  /** The budget must be open by then. */
  readonly openBy: number;
}

type Stored = { readonly [Name in keyof BudgetRow]: string };

const COLUMNS = 'tat, pull_tat, closed_until';

/** The driver gives a bigint as text. These stay below 2^53 until the year 2255. */
const toRow = (row: Stored): BudgetRow => ({
  tat: Number(row.tat),
  pull_tat: Number(row.pull_tat),
  closed_until: Number(row.closed_until),
});

/** Books turns. Undefined: they do not fit, and nothing was changed. A first booking always fits: the caller sees to it. */
export async function bookTurns(db: Db, ref: BudgetRef, booking: Booking): Promise<BudgetRow | undefined> {
  const { now, cost, allowance, pullCost, pullAllowance, openBy } = booking;
  const [row] = await db.query<Stored>(
    `INSERT INTO ledgerlink.request_budget AS b (workspace_id, subject_id, ${COLUMNS})
     VALUES ($1, $2, $3::bigint + $4::bigint, $3::bigint + $5::bigint, 0)
     ON CONFLICT (workspace_id, subject_id) DO UPDATE
       SET tat = greatest(b.tat, $3::bigint) + $4::bigint, pull_tat = greatest(b.pull_tat, $3::bigint) + $5::bigint
     WHERE greatest(b.tat, $3::bigint) + $4::bigint <= $3::bigint + $6::bigint
       AND ($5::bigint = 0 OR greatest(b.pull_tat, $3::bigint) + $5::bigint <= $3::bigint + $7::bigint)
       AND b.closed_until <= $8::bigint
     RETURNING ${COLUMNS}`,
    [ref.workspaceId, ref.subjectId, now, cost, pullCost, allowance, pullAllowance, openBy],
  );
  return row && toRow(row);
}

/** The budgets that were booked already, by subject. */
export async function readBudgets(
  db: Db,
  workspaceId: string,
  subjectIds: readonly string[],
): Promise<(BudgetRow & { readonly id: string })[]> {
  const rows = await db.query<Stored & { id: string }>(
    `SELECT subject_id AS id, ${COLUMNS} FROM ledgerlink.request_budget WHERE workspace_id = $1 AND subject_id = ANY($2)`,
    [workspaceId, subjectIds],
  );
  return rows.map((row) => ({ id: row.id, ...toRow(row) }));
}

/** Closes a budget for all processes until a time, or leaves it closed for longer. */
export async function closeBudget(db: Db, { workspaceId, subjectId }: BudgetRef, until: number): Promise<void> {
  await db.query(
    `UPDATE ledgerlink.request_budget SET closed_until = $3
      WHERE workspace_id = $1 AND subject_id = $2 AND closed_until < $3`,
    [workspaceId, subjectId, until],
  );
}

/** Deletes the budgets that were last used before a time: they are full again. */
export async function deleteUnusedBudgets(db: Db, workspaceIds: readonly string[], before: number): Promise<void> {
  await db.query(
    `DELETE FROM ledgerlink.request_budget
      WHERE workspace_id = ANY($1) AND tat < $2 AND pull_tat < $2 AND closed_until < $2`,
    [workspaceIds, before],
  );
}
