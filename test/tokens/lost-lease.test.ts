import { expect, test } from '@jest/globals';
import { PATIENT, startKeptWorld, TIMING } from '../support/kept-links.js';
import { until } from '../support/processes.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { passTime } from '../support/time-travel.js';
import { accessOf, startInstance } from '../support/token-instance.js';
import { useStarted } from '../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const network = useStarted(() => {
  const { hostname, port } = new URL(world.app.database.urls.app);
  return startTcpProxy({ host: hostname, port: Number(port) });
});
const instance = useStarted(() => {
  const { database } = world.app;
  const url = new URL(database.urls.app);
  url.host = `127.0.0.1:${network.port}`;
  return startInstance(
    { ...database, urls: { ...database.urls, app: url.href } },
    { SANDBOX_URL: world.sandbox.url, SPOOL_DIR: world.spoolDir, REFRESH_TIMING: TIMING },
  );
});

test('a lease whose answer was lost with its connection is returned, and the link does not wait for its end', async () => {
  const link = await world.newLink();
  await passTime(world.app.database.admin, 290);
  const began = performance.now();
  const access = accessOf(instance, link);
  // The lease is stored this long before its answer can arrive.
  network.delay(300);
  await until('the lease is stored', async () => (await world.row(link)).lease_owner !== null);
  network.cut();
  network.delay(0);
  expect((await access).kind).toBe('access');
  expect(performance.now() - began).toBeLessThan(PATIENT.leaseMs);
  expect(await world.refreshesOf(link)).toHaveLength(1);
  expect(await world.row(link)).toMatchObject({ generation: 2, rotation: 2, unanswered: 0, lease_owner: null });
});
