import type { Db } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { countUnopened, type SealedCount } from '../infra/secrets/sealed-values.js';
import { allSlices } from './composition.js';

/** Opens the stored secrets of all tables, or those of the first `rows` rows of each. */
export async function countUnopenedSecrets(
  db: Db,
  encryption: EncryptionContext,
  rows?: number,
): Promise<SealedCount[]> {
  const counts: SealedCount[] = [];
  for (const table of allSlices.flatMap(({ sealedTables = [] }) => sealedTables))
    counts.push(await countUnopened(db, encryption, table, rows));
  return counts;
}

/** The counts in words: `2 in credential_secret sealed by the key k1`. Undefined: all opened. */
export function describeUnopened(counts: readonly SealedCount[]): string | undefined {
  const found = counts.flatMap(({ table, unopened }) =>
    [...unopened].map(([kid, count]) => `${count} in ${table} sealed by the key ${kid}`),
  );
  return found.length === 0 ? undefined : found.join(', ');
}

/** So many rows of each table cost a start a tenth of a second. `doctor` opens all. */
const SAMPLE_ROWS = 500;

/** Logs, beside the start, which of the first stored secrets do not open. */
export async function checkSampleOfSecrets(db: Db, encryption: EncryptionContext, logger: Logger): Promise<void> {
  try {
    const counts = await countUnopenedSecrets(db, encryption, SAMPLE_ROWS);
    const unopened = describeUnopened(counts);
    if (unopened !== undefined)
      logger.warn('stored secrets do not open: `npm run cli -- doctor` opens all and says what to do', {
        unopened,
        looked: counts.reduce((sum, { looked }) => sum + looked, 0),
      });
  } catch (error) {
    logger.fault('the stored secrets could not be checked', error);
  }
}
