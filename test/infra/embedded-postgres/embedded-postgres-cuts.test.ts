import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '../../../src/infra/embedded-postgres/embedded-postgres.js';
import {
  postmasterPid,
  query,
  startedChild,
  until,
  useLinkedProject,
} from '../../support/embedded-postgres-project.js';

const place = useLinkedProject();

const WRITER = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'`;

// PostgreSQL's own settings for its developers: a connection waits before or after its password is checked.
test.each(['pre_auth_delay', 'post_auth_delay'])(
  'waits for a server whose crash cuts off the connection of the start (%s)',
  async (delay) => {
    const dataDir = join(place.folder, delay);
    const killed = await startedChild(place.project, { dataDir, settings: { [delay]: '1s' } });
    const { port, dataPath, urls } = killed.report;
    await killed.kill();
    const [writer] = await query<{ pid: number }>(urls.superuser, WRITER);
    const server = await postmasterPid(dataPath);
    const before = await childrenOf(server);

    const starting = startEmbeddedPostgres({ dataDir });
    starting.catch(() => undefined);
    await until(async () => (await childrenOf(server)).some((pid) => !before.includes(pid)));
    process.kill(Number(writer?.pid), 'SIGKILL');

    const next = await starting;
    expect(next).toMatchObject({ adopted: true, port });
    expect(await query(next.urls.app, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.stop();
  },
);

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return processes.filter(([, ppid]) => ppid === parent).map(([pid]) => Number(pid));
}
