import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { withClient } from '../data/cluster.mjs';
import { freePort, postgresFolder, startProgram, until } from './programs.mjs';

const PASSWORD = 'scale';
/** The shortest that Patroni takes: so long a standby waits for a leader that has vanished. */
const TTL_SECONDS = 20;

const urlAt = (user, places) => {
  const [first, ...others] = places;
  return `postgres://${user}:${PASSWORD}@${[first, ...others].map((port) => `127.0.0.1:${port}`).join(',')}/ledgerlink`;
};
const urlsAt = (...ports) => ({ app: urlAt('ledgerlink_app', ports), owner: urlAt('ledgerlink_owner', ports) });

/** Two PostgreSQL servers under Patroni and etcd, with synchronous replication, and HAProxy and PgBouncer before them. */
export async function startReplicated(folder, later) {
  const etcd = await freePort();
  const store = startProgram(
    'etcd',
    [
      ...['--data-dir', join(folder, 'etcd'), '--listen-peer-urls', `http://127.0.0.1:${await freePort()}`],
      ...['--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`],
    ],
    join(folder, 'etcd.log'),
  );
  later(() => store.kill());
  const nodes = [];
  for (const name of ['one', 'two']) nodes.push(await makeNode(folder, name, etcd));
  later(() => Promise.all(nodes.map((node) => node.crash())));
  for (const node of nodes) {
    node.start();
    // The first one makes the cluster, the second one copies it.
    await until(`${node.name} runs`, () => node.isReady(), { logs: [node.log] });
  }
  const leader = await leaderOf(nodes);
  await withClient(leader.superuser('postgres'), async (client) => {
    for (const role of ['owner', 'app'])
      await client.query(`CREATE ROLE ledgerlink_${role} LOGIN PASSWORD '${PASSWORD}'`);
    await client.query('CREATE DATABASE ledgerlink OWNER ledgerlink_owner');
  });
  const pooler = await startPooler(folder, await startProxy(folder, nodes, later), later);
  return {
    nodes,
    direct: urlsAt(...nodes.map(({ port }) => port)),
    pooled: urlsAt(pooler),
    leader: () => leaderOf(nodes),
    untilSynchronous: () =>
      until('a synchronous standby', async () => {
        const { members } = await (await fetch(`http://127.0.0.1:${nodes[0].rest}/cluster`)).json();
        return members.some(({ role }) => role === 'sync_standby');
      }),
  };
}

async function leaderOf(nodes) {
  return until('a leader', async () => {
    for (const node of nodes) if (await node.isLeader().catch(() => false)) return node;
    return undefined;
  });
}

async function makeNode(folder, name, etcd) {
  const [port, rest] = [await freePort(), await freePort()];
  const [data, file, log] = ['data', 'json', 'log'].map((kind) => join(folder, `${name}.${kind}`));
  const login = (username) => ({ username, password: PASSWORD });
  const everywhere = (database) => `host ${database} all 127.0.0.1/32 scram-sha-256`;
  const config = {
    scope: 'ledgerlink',
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { host: `127.0.0.1:${etcd}` },
    bootstrap: {
      dcs: {
        ...{ ttl: TTL_SECONDS, loop_wait: 1, retry_timeout: 3, synchronous_mode: true },
        postgresql: { use_pg_rewind: true, parameters: { max_connections: 100, wal_keep_size: '256MB' } },
      },
      initdb: [{ encoding: 'UTF8' }, 'data-checksums'],
    },
    postgresql: {
      ...{ listen: `127.0.0.1:${port}`, connect_address: `127.0.0.1:${port}` },
      ...{ data_dir: data, bin_dir: postgresFolder(), pgpass: join(folder, `${name}.pgpass`) },
      authentication: { superuser: login('postgres'), replication: login('replicator') },
      parameters: { unix_socket_directories: folder },
      pg_hba: [`local all all trust`, everywhere('all'), everywhere('replication')],
      remove_data_directory_on_diverged_timelines: true,
    },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o644 });
  let patroni;
  const superuser = (database = 'ledgerlink') => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const statusOf = async (path) => (await fetch(`http://127.0.0.1:${rest}/${path}`)).status;
  return {
    name,
    port,
    rest,
    log,
    superuser,
    start() {
      patroni = startProgram('patroni', [file], log);
    },
    isReady: async () => (await statusOf('health')) === 200,
    isLeader: async () => (await statusOf('primary')) === 200,
    /** Patroni and PostgreSQL end at once, without a word to anyone. */
    async crash() {
      const pids = serverOf(data);
      await patroni?.kill();
      signal('SIGKILL', pids);
    },
    /** As a machine that hangs: the connections stay open, and are silent. */
    freeze: () => signal('SIGSTOP', [patroni.pid, ...serverOf(data)]),
    /** The moment at which it has become a primary, by `performance.now()`. */
    async promoted() {
      const client = new pg.Client({ connectionString: superuser('postgres') });
      await client.connect();
      const isPrimary = async () => (await client.query('SELECT NOT pg_is_in_recovery() AS is')).rows[0].is;
      await until('the promotion', isPrimary, { everyMs: 10 });
      await client.end();
      return performance.now();
    },
  };
}

/** The processes of the PostgreSQL in a folder, the postmaster first. Empty: it does not run. */
function serverOf(data) {
  try {
    const postmaster = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
    return [postmaster, ...children.filter(Boolean).map(Number)];
  } catch {
    return [];
  }
}

/** A backend may have ended by itself. */
function signal(name, pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** The port on which HAProxy leads to the node that Patroni calls the primary. */
async function startProxy(folder, nodes, later) {
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `defaults
  mode tcp
  timeout connect 1s
  timeout client 30m
  timeout server 30m
listen primary
  bind 127.0.0.1:${port}
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 250ms fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map((node) => `  server ${node.name} 127.0.0.1:${node.port} check port ${node.rest}\n`).join('')}`,
  );
  const proxy = startProgram('haproxy', ['-db', '-f', file], join(folder, 'haproxy.log'));
  later(() => proxy.kill());
  return port;
}

/** The port of PgBouncer in transaction mode. */
async function startPooler(folder, proxied, later) {
  const port = await freePort();
  const [file, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')];
  mkdirSync(folder, { recursive: true });
  writeFileSync(users, ['app', 'owner'].map((role) => `"ledgerlink_${role}" "${PASSWORD}"\n`).join(''));
  writeFileSync(
    file,
    `[databases]
ledgerlink = host=127.0.0.1 port=${proxied} dbname=ledgerlink
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = 20
server_connect_timeout = 2
server_login_retry = 1
`,
  );
  const pooler = startProgram('pgbouncer', [file], join(folder, 'pgbouncer.log'));
  later(() => pooler.kill());
  return port;
}
