import type { Db } from '../database/database.js';

/** SQL for the version of the reference data in this database: a number, as text. It rises when the data change. */
export const CATALOGUE_VERSION = '(SELECT catalogue_version FROM ledgerlink.installation)';

/** Makes all processes read the reference data again. */
export async function raiseCatalogueVersion(tx: Db): Promise<void> {
  await tx.query('UPDATE ledgerlink.installation SET catalogue_version = catalogue_version + 1');
}
