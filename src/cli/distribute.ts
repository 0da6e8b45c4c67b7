import type { DataSource } from 'typeorm';
import { distributeTables, isDistributable } from '../infra/database/distribution.js';
import { underMigrationLock } from '../infra/database/migrate.js';
import { usage } from './output.js';

/**
 * Distributes the tables by workspace, in one transaction under the lock of the migrations; answers their names.
 * @throws UsageError where the database cannot, or has no tables yet.
 */
export function distribute(source: DataSource): Promise<string[]> {
  return underMigrationLock(source, async (tx) => {
    if (!(await isDistributable(tx)))
      usage('The database has not the extension citus. Run on its coordinator: CREATE EXTENSION citus');
    const [schema] = await tx.query<{ found: boolean }>(
      "SELECT to_regclass('ledgerlink.workspace') IS NOT NULL AS found",
    );
    if (!schema?.found) usage('The database has no tables yet. Run the command migrate first.');
    return distributeTables(tx);
  });
}
