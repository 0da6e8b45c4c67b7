import { beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from '../support/app.js';
import { encryptionKeys } from '../support/database.js';
import { type KeptLink, startKeptWorld } from '../support/kept-links.js';
import { statusOf, until } from '../support/processes.js';
import { startServer, type TestServer } from '../support/server.js';
import { passTime } from '../support/time-travel.js';
import { useStarted } from '../support/use-started.js';

const ISSUE = `mutation($linkId: ID!) { issueAccessToken(input: { linkId: $linkId }) {
  __typename ... on AccessTokenIssued { accessToken } ... on Problem { code } } }`;

const world = useStarted(() => startKeptWorld());
let servers: TestServer[];
/** A fourth one, that gives a key two tokens a second: any machine asks for more. */
let strict: TestServer;
const PER_SECOND = 2;
beforeAll(async () => {
  const env = {
    NODE_ENV: 'test',
    HOST: 'localhost',
    DATABASE_URL: world.app.database.urls.app,
    DATABASE_MIGRATION_URL: world.app.database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    SANDBOX_URL: world.sandbox.url,
    SPOOL_DIR: world.spoolDir,
    DATA_DIR: `${world.spoolDir}/data`,
    METRICS: 'on',
    SHUTDOWN_SECONDS: '60',
  };
  servers = await Promise.all([startServer(env), startServer(env), startServer(env)]);
  strict = await startServer({ ...env, TOKENS_PER_SECOND: `${PER_SECOND}` });
});

async function issue({ url }: TestServer, link: KeptLink) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.app.workspace.key}` },
    body: JSON.stringify({ query: ISSUE, variables: { linkId: toGlobalId('CompanyLink', link.linkId) } }),
  });
  const { data, errors } = (await answer.json()) as Json;
  return {
    issued: data?.issueAccessToken,
    error: errors?.[0],
    retryAfter: answer.headers.get('retry-after'),
  };
}

describe('three processes', () => {
  test('renew once for all their callers, name themselves to the platform, and count it', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    const answers = await Promise.all(
      servers.flatMap((server) => Array.from({ length: 15 }, () => issue(server, link))),
    );
    const tokens = answers.map(({ issued }) => issued?.accessToken ?? 'none');
    expect(new Set(tokens).size).toBe(1);
    const refreshes = await world.refreshesOf(link);
    expect(refreshes).toHaveLength(1);
    const pids = servers.map(({ process }) => `ledgerlink (${process.pid})`);
    expect(pids).toContain(refreshes[0]?.agent);
    const metrics = await Promise.all(servers.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    expect(metrics.join('').match(/ledgerlink_token_refresh_total\{event="tokens"\} 1\n/g)).toHaveLength(1);
  });

  test('throttle a key that asks for more than TOKENS_PER_SECOND of one of them, and say for how long', async () => {
    const link = await world.newLink();
    const [server] = servers;
    if (server === undefined) throw new Error('no server');
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: 90 }, () => issue(strict, link)));
    const seconds = Math.floor((performance.now() - began) / 1_000) + 1;
    const throttled = answers.filter(({ error }) => error?.extensions.code === 'THROTTLED');
    const issued = answers.filter((answer) => answer.issued?.__typename === 'AccessTokenIssued');
    expect(issued.length + throttled.length).toBe(90);
    expect(issued.length).toBeGreaterThanOrEqual(PER_SECOND);
    expect(issued.length).toBeLessThanOrEqual(PER_SECOND * seconds);
    expect(throttled.every(({ retryAfter }) => retryAfter === '1')).toBe(true);
    expect((await issue(server, link)).issued.__typename).toBe('AccessTokenIssued');
    await until('the second is over', async () => (await issue(strict, link)).error === undefined);
  });

  test('end on SIGTERM only when a refresh under way is stored', async () => {
    const [, server] = servers;
    if (server === undefined) throw new Error('no server');
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    await world.sandbox.control.post('/faults', {
      endpoint: 'refresh',
      kind: 'hang',
      when: 'after',
      ms: 600_000,
      count: 1,
    });
    const asking = issue(server, link);
    await until('the token is presented', async () => (await world.row(link)).unanswered === 1);
    const ending = server.kill('SIGTERM');
    await until('it takes no more requests', async () => (await statusOf(`${server.url}/readyz`)) !== 200);
    expect(server.process.exitCode).toBeNull();
    await world.sandbox.control.delete('/faults');
    expect(await ending).toBe(0);
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, lease_owner: null });
    expect((await asking).issued.__typename).toBe('AccessTokenIssued');
  });
});
