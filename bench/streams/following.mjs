import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { startFleet } from '../chaos/fleet.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { built } from '../place.mjs';

const { eventStatements } = await built('events/outbox.repository.js');

/** A key may have 100 streams on one process. */
const STREAMS_OF_KEY = 50;
const BODY = JSON.stringify({ query: 'subscription { events(after: "") { number } }' });
const RETRY_MS = 100;

/** A connection to the database, until the run ends. */
export async function connect({ cluster, ends }) {
  const client = new pg.Client({ connectionString: cluster.urls.superuser });
  await client.connect();
  ends.push(() => client.end());
  return client;
}

/** Workspaces, and processes that have room for the streams. */
export async function startFollowing(context, processes) {
  const { cluster, folder, ends, options } = context;
  const { urls, encryptionKeys } = cluster;
  const { streams } = options;
  const names = Array.from({ length: Math.ceil(streams / STREAMS_OF_KEY) }, (_, index) => `streams ${index}`);
  const workspaces = await makeWorkspaces(urls.owner, names);
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
    ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, DATABASE_POOL_SIZE: '8' },
    ...{ ENCRYPTION_KEYS: encryptionKeys, DATA_DIR: folder, SANDBOX: 'off', PREPARED_STATEMENTS: 'on' },
    ...{ TOKEN_REFRESH: 'off', MAX_CONNECTIONS: String(2 * streams + 100) },
  };
  const fleet = await startFleet(processes, env, `${folder}/spool`);
  ends.push(() => fleet.endAtOnce());
  return { fleet, workspaces, db: await connect(context) };
}

/** Commits one event of a workspace. Answers its number. */
export async function happen(db, workspaceId) {
  const event = { id: randomUUID(), type: 'TEST', linkId: null, payload: {} };
  await db.query('BEGIN');
  for (const { text, values } of eventStatements(workspaceId, [event], new Date())) await db.query(text, values);
  const { rows } = await db.query('SELECT no FROM ledgerlink.event_counter WHERE workspace_id = $1', [workspaceId]);
  await db.query('COMMIT');
  return Number(rows[0].no);
}

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/**
 * A client that follows a workspace from its first event on. When its connection ends it connects again, to the next process,
 * with the last cursor. `onEvent` gets each number.
 */
export function follow(fleet, { key }, place, onEvent) {
  const numbers = [];
  let [cursor, connects, closed, current] = ['', 0, false, undefined];
  let opened;
  const open = new Promise((resolve) => {
    opened = resolve;
  });
  const start = () => {
    const url = fleet.urlOf((place + connects) % fleet.members.length);
    connects += 1;
    let over = false;
    const again = () => {
      if (!over && !closed) setTimeout(start, RETRY_MS * (0.5 + Math.random()));
      over = true;
    };
    current = request(url, { method: 'POST', agent, headers: headersOf(key, cursor) }, (response) => {
      response.on('close', again).on('error', again);
      if (response.statusCode !== 200) return void response.resume();
      opened();
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        const messages = (rest + chunk).split('\n\n');
        rest = messages.pop();
        for (const message of messages) {
          const found = /^id: (.*)\nevent: next\ndata: .*"number":"(\d+)"/.exec(message);
          if (found === null) continue;
          cursor = found[1];
          numbers.push(Number(found[2]));
          onEvent?.(Number(found[2]));
        }
      });
    });
    current.on('error', again).end(BODY);
  };
  start();
  return {
    numbers,
    open,
    connects: () => connects,
    close() {
      closed = true;
      current.destroy();
    },
  };
}

const headersOf = (key, cursor) => ({
  ...{ accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${key}` },
  ...(cursor !== '' && { 'last-event-id': cursor }),
});
