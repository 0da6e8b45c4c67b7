import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { encryptionKeys } from '../../support/database.js';
import { whileHeld } from '../../support/held-row.js';
import { type KeptLink, startKeptWorld } from '../../support/kept-links.js';
import { untilWaiting } from '../../support/locks.js';
import { until } from '../../support/processes.js';
import { passTime } from '../../support/time-travel.js';
import { accessOf } from '../../support/token-instance.js';
import { useStarted } from '../../support/use-started.js';

/** What is spooled and not stored is the only living pair: nothing but its own end takes it away. */
const world = useStarted(() => startKeptWorld());

const HOUR = 3_600_000;
const admin = () => world.app.database.admin;
const newSpool = () => mkdtempSync(join(tmpdir(), 'spool-outage-'));
const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

/** Pairs that are in the spool of a dead process, and that the database has not heard of. */
async function spooledOnly(folder: string, count = 1, env: Record<string, string> = {}): Promise<KeptLink[]> {
  const links: KeptLink[] = [];
  for (let at = 0; at < count; at++) links.push(await world.newLink());
  const before = await Promise.all(links.map((link) => world.row(link)));
  await passTime(admin(), 290);
  const dead = await world.instance({ SPOOL_DIR: folder, ...env });
  for (const [at, link] of links.entries()) {
    const answer = await accessOf(dead, link);
    expect(answer.kind).toBe('access');
    await admin().query(
      `UPDATE ledgerlink.platform_grant SET rotation = 1, pair_id = $2, access_sealed = $3, refresh_sealed = $4,
              unanswered = 1, access_expires_at = now() WHERE id = $1`,
      [link.grantId, before[at]?.pair_id, before[at]?.access_sealed, before[at]?.refresh_sealed],
    );
  }
  const longAgo = new Date(Date.now() - 400_000);
  for (const file of filesIn(folder)) utimesSync(file, longAgo, longAgo);
  return links;
}

/** When the statement began that waits for a held row; undefined where none does. */
async function waitingSince(): Promise<string | undefined> {
  const { rows } = await admin().query(
    `SELECT query_start::text AS since FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.since;
}

const rotationOf = async (link: KeptLink | undefined) => link && (await world.row(link)).rotation;

test('a pair that waited for more than an hour is stored all the same', async () => {
  const folder = newSpool();
  const [link] = await spooledOnly(folder);
  const now = Date.now;
  const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + HOUR + 60_000);
  try {
    expect(await (await world.instance({ SPOOL_DIR: folder })).replay.replay()).toBe(1);
  } finally {
    later.mockRestore();
  }
  expect(await rotationOf(link)).toBe(2);
});

test('a process that cannot store for more than an hour goes on trying', async () => {
  const link = await world.newLink();
  await passTime(admin(), 290);
  const instance = await world.instance({ SPOOL_DIR: newSpool() });
  await world.sandbox.control.post('/faults', { endpoint: 'refresh', kind: 'hang', ms: 600_000 });
  const answered = accessOf(instance, link);
  await until('it presents the token', async () => (await world.row(link)).unanswered === 1);
  const now = performance.now.bind(performance);
  const jumped = jest.spyOn(performance, 'now');
  await whileHeld(world.app.database, [link], async () => {
    await world.sandbox.control.delete('/faults');
    await until('it waits to store', async () => (await waitingSince()) !== undefined);
    const first = await waitingSince();
    jumped.mockImplementation(() => now() + HOUR + 60_000);
    // That try fails under the new time, and the next one comes.
    await until('it tries again', async () => ![undefined, first].includes(await waitingSince()));
  });
  jumped.mockRestore();
  await until('it is stored', async () => (await rotationOf(link)) === 2);
  await answered;
});

test('a process without the key leaves a pair to those that have it, and says so once', async () => {
  const folder = newSpool();
  const ENCRYPTION_KEYS = `new:${randomBytes(32).toString('base64')},${encryptionKeys()}`;
  const [link] = await spooledOnly(folder, 1, { ENCRYPTION_KEYS });
  const old = await world.instance({ SPOOL_DIR: folder });
  for (let pass = 0; pass < 3; pass++) expect(await old.replay.replay()).toBe(0);
  expect(filesIn(folder)).toHaveLength(2);
  expect(old.logs().match(/a spool entry waits for its key/g)).toHaveLength(1);
  const good = await world.instance({ SPOOL_DIR: folder, ENCRYPTION_KEYS });
  expect(await good.replay.replay()).toBe(1);
  expect(await rotationOf(link)).toBe(2);
});

test('a file that cannot be read is not taken for one in which nothing is needed', async () => {
  const folder = newSpool();
  const [link] = await spooledOnly(folder);
  const [file = ''] = filesIn(folder);
  const stranger = await world.instance({ SPOOL_DIR: folder });
  if (process.geteuid?.() === 0) {
    // A folder of the user `nobody` and a file of root: a container that now runs as another user finds this.
    chownSync(folder, 65_534, 65_534);
    process.seteuid?.(65_534);
  } else chmodSync(file, 0);
  try {
    expect(() => readFileSync(file)).toThrow('EACCES');
    for (let pass = 0; pass < 3; pass++) await stranger.replay.replay();
  } finally {
    if (process.geteuid?.() === 65_534) process.seteuid?.(0);
    else chmodSync(file, 0o600);
  }
  expect(filesIn(folder)).toContain(file);
  expect(stranger.logs().match(/a spool file cannot be read.*/g)).toHaveLength(1);
  expect(stranger.logs()).toContain('EACCES');
  await stranger.replay.replay();
  expect(await rotationOf(link)).toBe(2);
});

test('one row that is held keeps no other pair from being stored', async () => {
  const folder = newSpool();
  const [held, free] = await spooledOnly(folder, 2);
  const instance = await world.instance({ SPOOL_DIR: folder });
  await whileHeld(world.app.database, [held as KeptLink], async () => {
    await expect(instance.replay.replay()).rejects.toThrow('took longer than it may');
    expect([await rotationOf(held), await rotationOf(free)]).toEqual([1, 2]);
    // The statement that took too long is cancelled by another connection. Else it would store the pair yet.
    await untilWaiting(world.app.database, 0);
  });
  expect(await instance.replay.replay()).toBe(1);
  expect(await rotationOf(held)).toBe(2);
});
