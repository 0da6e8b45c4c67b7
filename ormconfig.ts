import { createDataSource } from './src/composition/data-source.js';
import { environment, loadConfig } from './src/infra/config/config.js';

/**
 * For TypeORM's command line, to show migrations and to draft new ones:
 * `DATABASE_URL=… npx tsx node_modules/typeorm/cli.js migration:show -d ormconfig.ts`.
 * Run and revert them with `npm run db:migrate` and `npm run db:revert`: TypeORM's own commands take no lock.
 */
const { migrationUrl } = loadConfig(environment());
if (migrationUrl === undefined)
  throw new Error('Set DATABASE_URL: the embedded database is reached through `npm run cli` only.');

export default createDataSource(migrationUrl, 2);
