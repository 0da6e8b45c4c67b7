import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createInstallation, SAVE, type TestInstallation } from '../support/installation.js';
import { type GraphqlAnswer, graphql, until } from '../support/processes.js';
import type { TestServer } from '../support/server.js';

const KILLS = 100;
const SERVERS = 4;
const WRITERS = 6;
const HALF_STATES = readFileSync(new URL('../support/half-states.sql', import.meta.url), 'utf8');

let installation: TestInstallation;
beforeAll(async () => {
  installation = await createInstallation({ DATABASE_POOL_SIZE: '4' });
});
afterAll(() => installation.remove());

/** A place for a server: the process in it changes with every kill. */
interface Slot {
  server?: TestServer;
  /** Saves that were sent to it and not answered yet. */
  underWay: number;
}

/** A save that was answered; what it was told is what must be found. */
interface Acknowledged {
  readonly requestId: string;
  readonly clientId: string;
  readonly fingerprint: string;
  readonly changed: boolean;
}

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

test('100 kills during saves, the other servers serving: no half state, every acknowledged save present', async () => {
  const slots: Slot[] = Array.from({ length: SERVERS }, () => ({ underWay: 0 }));
  const acknowledged: Acknowledged[] = [];
  const odd: string[] = [];
  let [lost, stopped] = [0, false];

  async function fill(slot: Slot): Promise<void> {
    slot.server = await installation.start();
  }

  /** Sends one save to a server that runs; undefined when the connection broke and nobody knows what became of it. */
  async function send(variables: object): Promise<GraphqlAnswer | undefined> {
    await until('some server runs', async () => slots.some(({ server }) => server !== undefined), 20_000);
    const running = slots.filter(({ server }) => server !== undefined);
    const slot = running[Math.floor(Math.random() * running.length)];
    if (slot?.server === undefined) return undefined;
    slot.underWay++;
    try {
      return await graphql(slot.server.url, installation.key, SAVE, variables);
    } catch {
      lost++;
      return undefined;
    } finally {
      slot.underWay--;
    }
  }

  /** Saves one secret after the other for an application of its own, each as often as it takes to be answered. */
  async function write(writer: number): Promise<Acknowledged> {
    const clientId = `app/${writer}`;
    for (let n = 1; ; n++) {
      let answer: GraphqlAnswer | undefined;
      while (answer === undefined) answer = await send({ clientId, secret: `secret-${writer}-${n}` });
      const saved = answer.data?.saveCredentials;
      if (saved?.__typename !== 'SaveCredentialsSuccess') odd.push(answer.text);
      const fingerprint = saved?.credentialSet?.clientSecret.fingerprint;
      const known = { requestId: answer.requestId, clientId, fingerprint, changed: saved?.changed };
      acknowledged.push(known);
      if (stopped) return known;
      await pause(2);
    }
  }

  await Promise.all(slots.map(fill));
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  const filling = new Set<Promise<void>>();
  const exits: (number | null)[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const slot = slots[kill % SERVERS] as Slot;
    await until('it runs, is saving, and is not alone', async () => {
      return (
        slot.server !== undefined && slot.underWay > 0 && slots.filter(({ server }) => server).length > 1
      );
    });
    await pause(Math.random() * 6);
    const victim = slot.server as TestServer;
    slot.server = undefined;
    exits.push(await victim.kill('SIGKILL'));
    const filled: Promise<void> = fill(slot).finally(() => filling.delete(filled));
    filling.add(filled);
  }
  await Promise.all(filling);
  stopped = true;
  const lasts = await writing;

  expect(exits).toEqual(Array.from({ length: KILLS }, () => null));
  expect(odd).toEqual([]);
  expect(lost).toBeGreaterThan(KILLS / 2);
  expect(acknowledged.length).toBeGreaterThan(KILLS * 2);

  const ask = async (sql: string) => (await installation.database.admin.query(sql)).rows;
  expect(await ask(HALF_STATES)).toEqual([]);
  const audited = await ask(
    "SELECT request_id FROM ledgerlink.audit_event WHERE action = 'credentials.saved'",
  );
  const recorded = new Set(audited.map((row) => row.request_id));
  expect(acknowledged.filter(({ changed, requestId }) => changed !== recorded.has(requestId))).toEqual([]);
  const [{ version }] = await ask('SELECT version FROM ledgerlink.integration_setting');
  expect(version).toBe(recorded.size);
  const found = await ask(
    `SELECT s.client_id, left(encode(c.fingerprint, 'hex'), 8) AS fingerprint FROM ledgerlink.credential_set s
       JOIN ledgerlink.credential_secret c ON c.credential_set_id = s.id ORDER BY s.client_id`,
  );
  expect(found).toEqual(lasts.map(({ clientId, fingerprint }) => ({ client_id: clientId, fingerprint })));
}, 120_000);
