import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/composition/data-source.js';
import { Database } from '../../../src/infra/database/database.js';
import { retry } from '../../../src/infra/process/retry.js';
import { EXIT } from '../../../src/infra/process/shutdown.js';
import { endingOf } from '../../../src/start/exit.js';
import { connect } from '../../../src/start/start-up.js';
import { type OwnCluster, startOwnCluster } from '../../support/own-cluster.js';
import { msAlone } from '../../support/pace.js';
import { type Standby, startStandby } from '../../support/standby.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { withTimeToConnect } from '../../support/time-to-connect.js';

let cluster: OwnCluster;
let standby: Standby;
/** In front of the primary. */
let network: TcpProxy;
const sources: DataSource[] = [];
beforeAll(async () => {
  cluster = await startOwnCluster();
  await cluster.database.admin.query('CREATE TABLE saved (n int); GRANT ALL ON saved TO PUBLIC');
  standby = await startStandby(cluster);
  network = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(cluster.database.urls.app).port) });
});
afterAll(async () => {
  // First of all: a connection to a silent server would wait for its answer before it ends.
  await network?.close();
  for (const source of sources) if (source.isInitialized) await source.destroy();
  await standby?.stop();
  await cluster?.database.drop();
});

/** The URL of the API for servers on these ports of this machine. */
function urlOf(ports: readonly number[], target?: string): string {
  const url = new URL(cluster.database.urls.app);
  url.searchParams.set('host', ports.map(() => '127.0.0.1').join(','));
  url.searchParams.set('port', ports.join(','));
  if (target !== undefined) url.searchParams.set('target_session_attrs', target);
  return url.href;
}
function sourceOf(url: string, poolSize = 4): DataSource {
  const source = createDataSource(url, poolSize);
  sources.push(source);
  return source;
}

describe('a start that cannot write says so with the cure:', () => {
  test.each([
    ['a standby', () => urlOf([standby.port]), /leads to a standby, .* target_session_attrs=read-write\.$/],
    ['a standby alone', () => urlOf([standby.port], 'read-write'), /leads to a standby/],
    ['only standbys', () => urlOf([standby.port, standby.port]), /^None of the servers .* promote a standby/],
    ['nothing there', () => urlOf([1, 2]), /^The database cannot be reached/],
  ])('%s', async (_what, url, sentence) => {
    const error = await connect(withTimeToConnect(sourceOf(url()))).catch((reason: unknown) => reason);
    expect(endingOf(error)).toEqual({ status: EXIT.unavailable, sentence: expect.stringMatching(sentence) });
  });
});

test('the primary is found behind the standby, and after a promotion the new one, also where the old one fell silent', async () => {
  const source = await connect(sourceOf(urlOf([standby.port, network.port])), 30_000);
  const database = new Database(source);
  const saveOnce = (signal: AbortSignal) =>
    database.transaction({ signal, afterCommit: () => undefined }, async (tx) => {
      await tx.query('INSERT INTO saved VALUES ($1)', [1]);
      const [server] = await tx.query<{ port: number }>("SELECT current_setting('port')::int AS port");
      return server?.port;
    });
  // As a client does after an answer 503: on a busy machine no connection may be free for two seconds.
  const save = (ms: number) => {
    const signal = AbortSignal.timeout(ms);
    return retry(() => saveOnce(signal), { tries: Infinity, pauseMs: 50, isWorthRetrying: () => !signal.aborted });
  };
  expect(await Promise.all([1, 2, 3, 4].map(() => save(10_000)))).not.toContain(standby.port);

  network.stall();
  // All connections of the pool wait for the silent server.
  const interrupted = [1, 2, 3, 4].map(() => save(30_000));
  await standby.promote();
  const ms = await msAlone(async () => {
    expect(await Promise.all([save(30_000), ...interrupted])).toEqual(Array(5).fill(standby.port));
  });
  expect(ms).toBeLessThan(2_000);
  expect(await database.whyNotReady(1_000)).toBeUndefined();
});
