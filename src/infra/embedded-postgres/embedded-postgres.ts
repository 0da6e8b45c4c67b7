// The folder `infra/embedded-postgres`: the PostgreSQL server of an installation without `DATABASE_URL`: its files,
// roles, start, stop and ownership. What is in the database stands elsewhere; how it is reached stands in
// `infra/database`.

import { didNotStart, EmbeddedPostgresError } from './error.js';
import { type EmbeddedPostgres, OwnServer } from './own-server.js';
import { readOrInventPasswords } from './passwords.js';
import { findPlace, prepareDataDir } from './place.js';
import { underStartLock } from './start-lock.js';
import { type EmbeddedPostgresOptions, takeServer } from './take-server.js';

export type { EmbeddedPostgres, EmbeddedPostgresOptions };
export { EmbeddedPostgresError };

/**
 * Starts the PostgreSQL of an npm package on a folder of ours. The server is a process of its own: it survives when
 * Node is killed, and the next start takes it over.
 * @throws EmbeddedPostgresError, and nothing else.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const dataDir = await prepareDataDir(options.dataDir);
    return await underStartLock(dataDir, async () => {
      const place = await findPlace(dataDir);
      const setUp = { options, place, passwords: await readOrInventPasswords(place) };
      return new OwnServer(setUp, await takeServer(setUp));
    });
  } catch (error) {
    throw didNotStart(error);
  }
}
