import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedPostgres, EmbeddedPostgresError } from '../../src/infra/embedded-postgres/embedded-postgres.js';
import type { Logger } from '../../src/infra/observability/logger.js';
import { superviseDatabase } from '../../src/start/database-supervisor.js';
import { cleanUp, makeFolder, postmasterPid } from '../support/embedded-postgres-project.js';
import { endProcesses, freePort, graphql, launchServer, statusOf, until } from '../support/processes.js';

afterAll(async () => {
  await endProcesses();
  await cleanUp();
});

/** A supervised server: `attempts` says how each attempt to have it back ends. */
function supervised(...attempts: ('restarted' | Error)[]) {
  const said: string[] = [];
  let [lose, tried] = [() => {}, 0];
  const embedded: Pick<EmbeddedPostgres, 'whenLost' | 'recover' | 'endSlowStop'> = {
    whenLost: (listener) => {
      lose = listener;
    },
    recover: async () => {
      const outcome = attempts[tried++ % attempts.length] ?? 'restarted';
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    endSlowStop: async () => undefined,
  };
  const logger: Logger = {
    info: (message, fields) => void said.push(`${message} ${JSON.stringify(fields)}`),
    warn: (message, fields) => void said.push(`${message} ${JSON.stringify(fields ?? {})}`),
    fault: (message) => void said.push(message),
  };
  const giveUp = (error: Error) => void said.push(`given up: ${error.message}`);
  superviseDatabase(embedded as EmbeddedPostgres, logger, giveUp, { tries: 3, pauseMs: 1 });
  return {
    said,
    lose: () => lose(),
    says: (count: number) => until('it says it', async () => said.length >= count),
  };
}

const DIED = 'the embedded database died: bringing it back {}';
const BACK = expect.stringMatching(/^the embedded database was restarted \{"ms":\d+\}$/);
const notYet = (attempt: number) =>
  `the embedded database is not back yet {"attempt":${attempt},"why":"The disk is full."}`;
const fault = new EmbeddedPostgresError('FAILED', 'The disk is full.');

describe('the supervisor', () => {
  test('says that the server died, what failed, and that it is back', async () => {
    const { said, lose, says } = supervised(fault, 'restarted');
    lose();
    await says(3);
    expect(said).toEqual([DIED, notYet(1), BACK]);
  });

  test('gives up after its attempts, with the last reason in the sentence', async () => {
    const { said, lose, says } = supervised(fault);
    lose();
    await says(5);
    const sentence = 'The embedded database has ended. 3 attempts to start it again failed. The disk is full.';
    expect(said).toEqual([DIED, notYet(1), notYet(2), notYet(3), `given up: ${sentence}`]);
  });

  test('says nothing more when the database is stopped meanwhile', async () => {
    const { said, lose } = supervised(fault, new EmbeddedPostgresError('STOPPED', 'It was stopped.'));
    lose();
    await new Promise((wake) => setTimeout(wake, 50));
    expect(said).toEqual([DIED, notYet(1)]);
  });

  test('gives up on a server that ends again and again', async () => {
    const { said, lose, says } = supervised('restarted');
    for (let time = 1; time <= 11; time++) {
      lose();
      await says(Math.min(2 * time, 21));
    }
    expect(said.slice(-2)).toEqual([
      BACK,
      'given up: The embedded database has ended. It ended 11 times within a minute.',
    ]);
  });
});

test('a server whose database is killed serves again, and ends with a sentence when that fails', async () => {
  const dataDir = join(await makeFolder(), 'data');
  const url = `http://localhost:${await freePort()}`;
  const server = launchServer({ DATA_DIR: dataDir, PORT: new URL(url).port, PORTAL: 'off' });
  const ready = () => until('ready', async () => (await statusOf(`${url}/readyz`)) === 200);
  await ready();
  const key = readFileSync(join(dataDir, 'api-key'), 'utf8').trim();
  const dataPath = await realPath(dataDir);
  const kill = async () => process.kill(await postmasterPid(dataPath), 'SIGKILL');

  const create = 'mutation { createCompany(input: { name: "Kept" }) { __typename } }';
  expect((await graphql(url, key, create)).data.createCompany.__typename).toBe('CreateCompanySuccess');
  await kill();
  await until('it was restarted', async () => server.output().includes('the embedded database was restarted'));
  await ready();
  const { data } = await graphql(url, key, '{ companies { nodes { name } } }');
  expect(data.companies.nodes).toEqual([{ name: 'Kept' }]);

  renameSync(dataPath, `${dataPath}.away`);
  process.kill(Number.parseInt(readFileSync(join(`${dataPath}.away`, 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
  await until('not ready', async () => (await statusOf(`${url}/readyz`)) === 503);
  expect(await statusOf(`${url}/healthz`)).toBe(200);
  expect(await server.ended).toBe(69);
  expect(server.output()).toMatch(
    /^The embedded database has ended\. 6 attempts to start it again failed\. The database folder .* is gone\. .*\.$/m,
  );
});

/** As root the cluster may lie elsewhere. */
async function realPath(dataDir: string): Promise<string> {
  try {
    return readFileSync(join(dataDir, 'postgres-path'), 'utf8').trim();
  } catch {
    return join(dataDir, 'postgres');
  }
}
