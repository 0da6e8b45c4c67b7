import { createDataSource } from '../../src/composition/data-source.js';
import { Database } from '../../src/infra/database/database.js';
import { createDatabase } from './database.js';

/** A database of its own, read and written over one connection, as the application's role and as its administrator. */
export async function startRecordsDatabase() {
  const database = await createDatabase();
  const source = await createDataSource(database.urls.app, 1).initialize();
  const close = async () => {
    await source.destroy();
    await database.drop();
  };
  return { admin: database.admin, database: new Database(source), close };
}
