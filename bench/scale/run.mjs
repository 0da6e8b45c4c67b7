/**
 * npm run test:scale [-- --rounds 3]: kills the primary of a replicated PostgreSQL in each odd round, and freezes it in
 * each even one. Meanwhile two API processes save companies and renew tokens of three seconds, one through PgBouncer and
 * HAProxy, one with both servers in its URL. Exits 1 when an acknowledged company is lost, a token is presented twice, a
 * link is lost, or a process acknowledges nothing within two seconds of the promotion. Needs Debian's packages patroni,
 * etcd-server, haproxy and pgbouncer.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../place.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('--rounds takes a whole number from 1 on\n');
  process.exit(64);
}
const missing = ['patroni', 'etcd', 'haproxy', 'pgbouncer'].filter((name) => spawnSync(name, ['--version']).error);
if (missing.length > 0) {
  process.stderr.write(
    `not installed: ${missing.join(', ')}. On Debian: apt-get install postgresql patroni etcd-server haproxy pgbouncer\n`,
  );
  process.exit(69);
}
if (spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] }).status !== 0)
  process.exit(1);

const { RUN_AS } = await import('./programs.mjs');
const { runFailovers } = await import('./failovers.mjs');
const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-scale-'));
chmodSync(folder, 0o755);
if (RUN_AS.uid !== undefined) chownSync(folder, RUN_AS.uid, RUN_AS.gid);
const ends = [];
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));
try {
  const say = (text) => process.stderr.write(`${text}\n`);
  const { report, broken } = await runFailovers(rounds, folder, say, (end) => ends.push(end));
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  for (const promise of broken) say(`broken: ${promise}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await cleanUp();
}
