import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createInstallation, SAVE } from '../support/installation.js';
import { type GraphqlAnswer, graphql, until } from '../support/processes.js';
import type { TestServer } from '../support/server.js';
import { useStarted } from '../support/use-started.js';

const KILLS = 12;
const SERVERS = 4;
const WRITERS = 6;
const HALF_STATES = readFileSync(new URL('../support/half-states.sql', import.meta.url), 'utf8');

const installation = useStarted(() => createInstallation({ DATABASE_POOL_SIZE: '4' }));

/** A place for a server: the process in it changes with every kill. */
interface Slot {
  server?: TestServer;
  /** Saves that were sent to it and not answered yet. */
  underWay: number;
}

/** A save that was answered, and what the answer said. The database must hold exactly that. */
interface Acknowledged {
  readonly requestId: string;
  readonly clientId: string;
  readonly fingerprint: string;
  readonly changed: boolean;
}

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/** Saves secrets on all servers that run, each until it is answered. */
class Writers {
  readonly slots: Slot[] = Array.from({ length: SERVERS }, () => ({ underWay: 0 }));
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that are no success. */
  readonly odd: string[] = [];
  /** Saves whose connection broke: whether they were written is not known. */
  lost = 0;
  stopped = false;

  get running(): Slot[] {
    return this.slots.filter(({ server }) => server !== undefined);
  }

  async fill(slot: Slot): Promise<void> {
    slot.server = await installation.start();
  }

  /** Saves one secret after the other for an application of its own; answers the last one. */
  async write(writer: number): Promise<Acknowledged> {
    const clientId = `app/${writer}`;
    for (let n = 1; ; n++) {
      let answer: GraphqlAnswer | undefined;
      while (answer === undefined) answer = await this.#send({ clientId, secret: `secret-${writer}-${n}` });
      const saved = answer.data?.saveCredentials;
      if (saved?.__typename !== 'SaveCredentialsSuccess') this.odd.push(answer.text);
      const fingerprint = saved?.credentialSet?.clientSecret.fingerprint;
      const known = { requestId: answer.requestId, clientId, fingerprint, changed: saved?.changed };
      this.acknowledged.push(known);
      if (this.stopped) return known;
      await pause(20);
    }
  }

  /** Sends one save to a server that runs; undefined when the connection broke. */
  async #send(variables: object): Promise<GraphqlAnswer | undefined> {
    await until('a server runs', async () => this.running.length > 0);
    const slot = this.running[Math.floor(Math.random() * this.running.length)];
    if (slot?.server === undefined) return undefined;
    slot.underWay++;
    try {
      return await graphql(slot.server.url, installation.key, SAVE, variables);
    } catch {
      this.lost++;
      return undefined;
    } finally {
      slot.underWay--;
    }
  }
}

/** Kills the servers in turn, each while it saves, another one runs, and two more saves are answered; answers how they ended. */
async function killDuring(writers: Writers): Promise<(number | null)[]> {
  const filling = new Set<Promise<void>>();
  const exits: (number | null)[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const slot = writers.slots[kill % SERVERS] as Slot;
    await until('it runs, is saving, and is not alone', async () => {
      const answered = writers.acknowledged.length >= 2 * kill;
      return slot.server !== undefined && slot.underWay > 0 && writers.running.length > 1 && answered;
    });
    await pause(Math.random() * 6);
    const victim = slot.server as TestServer;
    slot.server = undefined;
    exits.push(await victim.kill('SIGKILL'));
    const filled: Promise<void> = writers.fill(slot).finally(() => filling.delete(filled));
    filling.add(filled);
  }
  await Promise.all(filling);
  return exits;
}

const rows = async (sql: string) => (await installation.database.admin.query(sql)).rows;

test('kills during saves, the other servers serving: no half state, every acknowledged save present', async () => {
  const writers = new Writers();
  await Promise.all(writers.slots.map((slot) => writers.fill(slot)));
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => writers.write(writer)));
  const exits = await killDuring(writers);
  writers.stopped = true;
  const lasts = await writing;

  expect(exits).toEqual(Array.from({ length: KILLS }, () => null));
  expect(writers.odd).toEqual([]);
  expect(writers.lost).toBeGreaterThan(KILLS / 2);

  expect(await rows(HALF_STATES)).toEqual([]);
  const audited = await rows("SELECT request_id FROM ledgerlink.audit_event WHERE action = 'credentials.saved'");
  const recorded = new Set(audited.map((row) => row.request_id));
  const unlike = writers.acknowledged.filter(({ changed, requestId }) => changed !== recorded.has(requestId));
  expect(unlike).toEqual([]);
  const [{ version }] = await rows('SELECT version FROM ledgerlink.integration_setting');
  expect(version).toBe(recorded.size);
  const found = await rows(
    `SELECT s.client_id, left(encode(c.fingerprint, 'hex'), 8) AS fingerprint FROM ledgerlink.credential_set s
       JOIN ledgerlink.credential_secret c ON c.credential_set_id = s.id ORDER BY s.client_id`,
  );
  expect(found).toEqual(lasts.map(({ clientId, fingerprint }) => ({ client_id: clientId, fingerprint })));
}, 900_000);
