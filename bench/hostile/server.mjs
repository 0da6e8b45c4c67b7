import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Those of `npm start`. Without them V8 lets more garbage pile up, which would be measured as memory. */
const LAUNCH_FLAGS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start.match(/--[\w=-]+/g);
const START_MS = 60_000;
const INTEGRATION = 'sage-business-cloud-accounting';
const COMPANIES = 100;

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

/** Makes a hundred companies, each with a pending link, so that queries have data to answer. */
export async function fill({ post }) {
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
  for (let i = 0; i < COMPANIES; i++) {
    const { createCompany } = await run(
      'mutation($input: CreateCompanyInput!) { createCompany(input: $input) { ... on CreateCompanySuccess { company { id } } } }',
      { name: `Company ${i}` },
    );
    await run('mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename } }', {
      companyId: createCompany.company.id,
      integrationKey: INTEGRATION,
      countryCode: 'GB',
    });
  }
}
