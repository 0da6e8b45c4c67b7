import { appendFileSync, chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { encryptionKeys } from '../../support/database.js';
import { whileHeld } from '../../support/held-row.js';
import { type KeptLink, startKeptWorld } from '../../support/kept-links.js';
import { endProcesses, launchServer, until } from '../../support/processes.js';
import { passTime } from '../../support/time-travel.js';
import { accessOf } from '../../support/token-instance.js';
import { useStarted } from '../../support/use-started.js';

const world = useStarted(() => startKeptWorld());
const instance = useStarted(() => world.instance());
afterEach(() => world.sandbox.control.delete('/faults'));
afterAll(endProcesses);

const access = (link: KeptLink, by = instance) => accessOf(by, link);
const spoolFiles = () =>
  readdirSync(world.spoolDir)
    .filter((name) => name.endsWith('.spool'))
    .map((name) => join(world.spoolDir, name));
const headerOf = (line: string) => JSON.parse(Buffer.from(line.split('.')[1] ?? '', 'base64url').toString() || '{}');
const spooled = () =>
  spoolFiles()
    .map((path) => readFileSync(path, 'utf8'))
    .join('');
const spooledOf = (link: KeptLink) =>
  spooled()
    .split('\n')
    .filter((line) => headerOf(line).grantId === link.grantId);

describe('the spool', () => {
  test('holds a sealed line for every answer, readable by its owner alone, without a token in it', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    const got = await access(link);
    const token = got.kind === 'access' ? got.accessToken.reveal() : '';
    expect(token).not.toBe('');
    expect(spooled().trim().split('\n').length).toBeGreaterThanOrEqual(1);
    for (const text of [token, Buffer.from(token).toString('base64url')]) expect(spooled()).not.toContain(text);
    for (const path of spoolFiles()) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('gives back what a failover has forgotten, before anybody presents the spent token', async () => {
    const link = await world.newLink();
    const { admin } = world.app.database;
    const before = await world.row(link);
    await passTime(admin, 290);
    expect((await access(link)).kind).toBe('access');
    await admin.query(
      `UPDATE ledgerlink.platform_grant SET rotation = 1, pair_id = $2, access_sealed = $3, refresh_sealed = $4,
              unanswered = 1, access_expires_at = now() WHERE id = $1`,
      [link.grantId, before.pair_id, before.access_sealed, before.refresh_sealed],
    );
    const other = await world.instance();
    expect(await other.replay.replay()).toBe(1);
    expect(await other.replay.replay()).toBe(0);
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0, state: 'ACTIVE' });
    await passTime(admin, 290);
    expect((await access(link, other)).kind).toBe('access');
    expect((await world.refreshesOf(link)).map(({ outcome }) => outcome)).toEqual(['rotated', 'rotated']);
  });

  test('a process that is killed before it could store has lost nothing', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    await world.sandbox.control.post('/faults', { endpoint: 'refresh', kind: 'hang', ms: 600_000 });
    await world.app.database.admin.query('UPDATE ledgerlink.platform_grant SET keep_alive_at = now() WHERE id = $1', [
      link.grantId,
    ]);
    const server = launchServer({
      NODE_ENV: 'test',
      HOST: 'localhost',
      PORT: '0',
      DATABASE_URL: world.app.database.urls.app,
      DATABASE_MIGRATION_URL: world.app.database.urls.owner,
      ENCRYPTION_KEYS: encryptionKeys(),
      SANDBOX_URL: world.sandbox.url,
      SPOOL_DIR: world.spoolDir,
      DATA_DIR: join(world.spoolDir, 'data'),
      SANDBOX: '',
    });
    await until('it presents the token', async () => (await world.row(link)).unanswered === 1);
    await whileHeld(world.app.database, [link], async () => {
      await world.sandbox.control.delete('/faults');
      await until('the answer is spooled', async () => spooledOf(link).length > 0);
      server.child.kill('SIGKILL');
      await server.ended;
      // PostgreSQL would still run what a dead client has sent, once the row is free.
      await until('nothing of it waits in the database', async () => {
        const { rowCount } = await world.app.database.admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rowCount === 0;
      });
    });
    expect(await world.row(link)).toMatchObject({ rotation: 1, unanswered: 1 });
    const other = await world.instance();
    await other.replay.replay();
    expect(await world.row(link)).toMatchObject({ rotation: 2, unanswered: 0 });
    await passTime(world.app.database.admin, 290);
    expect((await access(link, other)).kind).toBe('access');
  });

  test('torn and foreign lines are passed over, and what does not open is not believed', async () => {
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    expect((await access(link)).kind).toBe('access');
    const [line = ''] = spooledOf(link);
    const [version, , iv, sealed] = line.split('.');
    const header = headerOf(line);
    const moved = Buffer.from(JSON.stringify({ ...header, rotation: 2, pairId: link.linkId })).toString('base64url');
    const path = join(world.spoolDir, 'someone-0.spool');
    writeFileSync(
      path,
      `${'x'.repeat(50)}\nv1.e30.a.b\n${[version, moved, iv, sealed].join('.')}\n${line.slice(0, 80)}`,
    );
    const other = await world.instance();
    expect(await other.replay.replay()).toBe(0);
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
    expect(other.logs()).toContain('a spool entry cannot be decrypted');
    appendFileSync(path, `${line.slice(80)}\n`);
    expect(await other.replay.replay()).toBe(0);
  });

  test('files of dead processes go once nothing in them is needed', async () => {
    const old = join(world.spoolDir, 'dead-0.spool');
    writeFileSync(old, 'torn');
    const young = join(world.spoolDir, 'young-0.spool');
    writeFileSync(young, 'torn');
    const longAgo = new Date(Date.now() - 400_000);
    utimesSync(old, longAgo, longAgo);
    await instance.replay.replay();
    const names = readdirSync(world.spoolDir);
    expect(names).not.toContain('dead-0.spool');
    expect(names).toContain('young-0.spool');
  });

  test('that cannot be written stops no refresh, and is told', async () => {
    const file = join(world.spoolDir, 'a-file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    const blocked = await world.instance({ SPOOL_DIR: join(file, 'below') });
    blocked.background.startBackgroundWork();
    expect(blocked.background.warnings()).toEqual(['the spool cannot be written']);
    const link = await world.newLink();
    await passTime(world.app.database.admin, 290);
    expect((await access(link, blocked)).kind).toBe('access');
    expect(await world.row(link)).toMatchObject({ rotation: 2 });
    expect(blocked.logs()).toContain('ENOTDIR');
  });
});
