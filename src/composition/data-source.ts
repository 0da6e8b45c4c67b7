import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { LastingClient } from '../infra/database/database-client.js';
import { ServerChoice, verifyTarget } from '../infra/database/server-choice.js';
import { readServers } from '../infra/database/servers.rules.js';
import { CONNECT_MS } from '../infra/process/connect-times.js';
import { installationEntity } from '../infra/secrets/installation.entity.js';
import { allSlices } from './composition.js';

/** A pool, not connected yet. It waits 2 s for a free connection, where `pg` by default waits without end. */
export function createDataSource(url: string, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'ledgerlink',
    entities: [installationEntity, ...allSlices.flatMap(({ entities = [] }) => entities)],
    migrations,
    migrationsTableName: 'migration',
    applicationName: 'ledgerlink',
    // Else TypeORM runs CREATE EXTENSION on connect, which an ordinary role may not.
    installExtensions: false,
    // TypeORM's own logger prints bound values.
    logging: false,
    poolSize,
    extra: {
      Client: LastingClient,
      connectionTimeoutMillis: CONNECT_MS.database,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      ...serverOptions(url),
    },
    // An idle connection that breaks is dropped from the pool; the next statement opens another.
    poolErrorHandler: () => undefined,
  });
}

/** The pool's options for a URL with several servers, or with one that must take writes. */
function serverOptions(url: string) {
  const servers = readServers(new URL(url));
  if (servers === undefined) return {};
  return {
    ...(servers.target !== 'any' && { verify: verifyTarget(servers.target) }),
    ...(servers.list.length > 1 && { servers: new ServerChoice(url, servers) }),
  };
}
