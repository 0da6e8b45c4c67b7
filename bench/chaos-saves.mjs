/**
 * npm run chaos:saves [-- --rounds 200] [-- --json]: kills a server (kill -9) at a random moment of a save and starts it
 * again, in each round, on its own PostgreSQL. After each round it checks that no save is half written, that each
 * acknowledged save is there, and that the same save again says whether it changed anything. Exits 1 when a check fails.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('--rounds takes a whole number from 1 on\n');
  process.exit(64);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const HALF_STATES = readFileSync(join(root, 'test/support/half-states.sql'), 'utf8');
const SAVE = `mutation($clientId: String!, $secret: Secret!) {
  saveCredentials(input: { integrationKey: "sage-business-cloud-accounting", credentials: { sageV31: { clientId: $clientId, clientSecret: $secret } } }) {
    ... on SaveCredentialsSuccess { changed integration { version } credentialSet { clientSecret { fingerprint } } }
    ... on Problem { code } } }`;
const LAST = `SELECT s.version, s.change_id, left(encode(c.fingerprint, 'hex'), 8) AS fingerprint
  FROM ledgerlink.integration_setting s
  LEFT JOIN ledgerlink.credential_set x ON x.workspace_id = s.workspace_id AND x.status = 'CURRENT'
  LEFT JOIN ledgerlink.credential_secret c ON c.credential_set_id = x.id`;
const RECORDED = 'SELECT count(*)::int AS n FROM ledgerlink.audit_event WHERE request_id = $1';

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
const say = (line) => process.stderr.write(`${line}\n`);

if (spawnSync(process.execPath, [join(root, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] }).status !== 0)
  process.exit(1);
const { startEmbeddedPostgres } = await import('../dist/src/infra/embedded-postgres/embedded-postgres.js');
const { generateKeyEntry } = await import('../dist/src/infra/secrets/key-ring.js');
const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-chaos-'));
// PostgreSQL does not run as root. Its user must be able to enter the folder.
chmodSync(dataDir, 0o755);
const cluster = await startEmbeddedPostgres({ dataDir });
const admin = new pg.Pool({ connectionString: cluster.urls.superuser, max: 2 });
const env = {
  PATH: process.env.PATH,
  PORT: '0',
  DATA_DIR: dataDir,
  DATABASE_URL: cluster.urls.app,
  DATABASE_MIGRATION_URL: cluster.urls.owner,
  ENCRYPTION_KEYS: generateKeyEntry('2026-01-01'),
  MUTATIONS_PER_MINUTE: '999999',
};
let server;

async function start() {
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /"port":(\d+),[^\n]*"msg":"ready"/.exec(output);
      if (found) resolve(found[1]);
    });
  });
  return { child, url: `http://localhost:${port}/graphql` };
}

/** The answer to a save, or undefined when the connection broke before the answer came. */
async function save(variables) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const body = JSON.stringify({ query: SAVE, variables });
  try {
    const response = await fetch(server.url, { method: 'POST', headers, body });
    const { data, errors } = await response.json();
    return { requestId: response.headers.get('x-request-id'), errors, ...data?.saveCredentials };
  } catch {
    return undefined;
  }
}

/** Sends one save and kills the server after `delay` ms. Answers the promise that was broken, or undefined. */
async function round(n, delay, counts) {
  const variables = { clientId: `app/${n % 3}`, secret: `secret-${n}` };
  const before = (await admin.query(LAST)).rows[0]?.version ?? 0;
  const saving = save(variables);
  await sleep(delay);
  server.child.removeAllListeners('exit');
  server.child.kill('SIGKILL');
  await once(server.child, 'exit');
  const told = await saving;
  server = await start();

  const half = (await admin.query(HALF_STATES)).rows;
  if (half.length > 0) return `half a change: ${JSON.stringify(half)}`;
  const { version = 0, fingerprint } = (await admin.query(LAST)).rows[0] ?? {};
  const written = version - before;
  if (written !== 0 && written !== 1) return `${written} versions for one save`;
  if (told !== undefined) {
    counts.acknowledged++;
    if (told.changed !== true) return `answered ${JSON.stringify(told)}`;
    if (written !== 1 || told.credentialSet.clientSecret.fingerprint !== fingerprint)
      return 'an acknowledged save is lost';
    if ((await admin.query(RECORDED, [told.requestId])).rows[0].n === 0) return 'a save without its audit event';
  } else if (written === 1) counts.writtenUnheard++;
  else counts.notWritten++;

  const again = await save(variables);
  if (again?.changed !== (written === 0)) return `the same save again answered ${JSON.stringify(again)}`;
  return undefined;
}

const counts = { rounds: 0, acknowledged: 0, writtenUnheard: 0, notWritten: 0, broken: 0 };
let key = '';
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});
try {
  server = await start();
  key = readFileSync(join(dataDir, 'api-key'), 'utf8').trim();
  // The duration of a server's first save. Kills are spread over twice this time.
  const began = performance.now();
  await save({ clientId: 'app/0', secret: 'first' });
  const span = 2 * (performance.now() - began);
  // Every second kill aims at the commit: it comes earlier after a save that was answered, later after one that was not written.
  let [aim, step] = [span / 2, span / 8];
  while (counts.rounds < rounds && !interrupted) {
    const { acknowledged, notWritten } = counts;
    const delay = counts.rounds % 2 === 0 ? Math.random() * span : Math.max(0, aim + Math.random() * 4 - 2);
    const broken = await round(++counts.rounds, delay, counts);
    if (broken !== undefined) {
      counts.broken++;
      say(`round ${counts.rounds}, killed after ${delay.toFixed(1)} ms: ${broken}`);
    }
    aim += step * (counts.notWritten - notWritten - (counts.acknowledged - acknowledged));
    step = Math.max(0.5, step * 0.9);
    if (counts.rounds % 20 === 0) say(`${counts.rounds} of ${rounds} rounds, ${counts.broken} broken promises`);
  }
} finally {
  server?.child.removeAllListeners('exit');
  server?.child.kill('SIGKILL');
  await admin.end();
  await cluster.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
const text = `${counts.rounds} kills: ${counts.acknowledged} saves acknowledged and there, ${counts.writtenUnheard} written and unheard, ${counts.notWritten} not written; ${counts.broken} broken promises`;
process.stdout.write(`${options.json ? JSON.stringify(counts) : text}\n`);
process.exitCode = counts.broken === 0 ? 0 : 1;
