import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillDocuments } from '../data/documents.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Those of `npm start`. Without them V8 lets more garbage pile up, which would be measured as memory. */
const LAUNCH_FLAGS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start.match(/--[\w=-]+/g);
const START_MS = 60_000;
const INTEGRATION = 'sage-business-cloud-accounting';
const COMPANIES = 100;
const DOCUMENTS = 1_000;

/** Starts the built product without configuration, with an embedded database in a temporary folder. */
export async function startServer(env = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-hostile-'));
  // PostgreSQL does not run as root. Its user must be able to enter the folder.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      ...LAUNCH_FLAGS,
      '--expose-gc',
      ...['--import', join(ROOT, 'bench/hostile/report-usage.mjs')],
      join(ROOT, 'dist/src/main.js'),
    ],
    {
      env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, SANDBOX: 'off', ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  await untilReady(child, port).catch(async (error) => {
    await stop();
    throw error;
  });
  const key = readFileSync(join(dataDir, 'api-key'), 'utf8').trim();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    port,
    key,
    stop,
    databaseUrl: databaseUrl(dataDir),
    /** Processor time so far in ms, and memory in MB, as the process reports them. `held`: without garbage. */
    usage: async (message = 'usage') => {
      child.send(message);
      const [usage] = await once(child, 'message');
      return usage;
    },
    post: (text) => post({ port, key, agent }, text),
  };
}

async function untilReady(child, port) {
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error('the server did not become ready');
}

/** Of the embedded server's superuser. The file `postgres-path` names the cluster where root has started it. */
function databaseUrl(dataDir) {
  const pointer = join(dataDir, 'postgres-path');
  const cluster = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres');
  const port = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3];
  const { superuser } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
  return `postgres://postgres:${superuser}@127.0.0.1:${port}/ledgerlink`;
}

async function freePort() {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

function post({ port, key, agent }, text) {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    };
    const sent = request({ host: 'localhost', port, path: '/graphql', method: 'POST', agent, headers });
    sent.on('error', reject).on('response', (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts) }));
    });
    sent.end(text);
  });
}

/**
 * Makes a hundred companies, each with a pending link, and the documents of one of them, so that queries have data to
 * answer. Answers the id of that link.
 */
export async function fill({ post, databaseUrl: url }) {
  const run = async (query, input) => {
    const { body } = await post(JSON.stringify({ query, variables: { input } }));
    const { data, errors } = JSON.parse(body.toString());
    if (errors !== undefined) throw new Error(`the data could not be made: ${JSON.stringify(errors)}`);
    return data;
  };
  await run('mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) { __typename } }', {
    integrationKey: INTEGRATION,
    enable: 'NOW',
    credentials: { sageV31: { clientId: 'hostile/bodies', clientSecret: 'not-a-secret' } },
  });
  let linked;
  for (let i = 0; i < COMPANIES; i++) {
    const { createCompany } = await run(
      'mutation($input: CreateCompanyInput!) { createCompany(input: $input) { ... on CreateCompanySuccess { company { id } } } }',
      { name: `Company ${i}` },
    );
    const { linkCompany } = await run(
      'mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { ... on LinkCompanySuccess { link { id } } } }',
      { companyId: createCompany.company.id, integrationKey: INTEGRATION, countryCode: 'GB' },
    );
    linked ??= linkCompany.link.id;
  }
  const { viewer } = await run('{ viewer { workspace { id } } }');
  const local = (id) => Buffer.from(id, 'base64url').toString().split(':')[1];
  await fillDocuments(url, {
    workspaceId: local(viewer.workspace.id),
    linkId: local(linked),
    count: DOCUMENTS,
    lines: 8,
  });
  return linked;
}
