import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startFleet } from '../chaos/fleet.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { built } from '../place.mjs';
import { send } from '../repeats/mutations.mjs';

const { eventStatements } = await built('events/outbox.repository.js');
const { newId } = await built('infra/ids/ids.js');
const { webhookIdOf } = await built('webhooks/secrets/signature.rules.js');

/** A caller gives up after so many tries. */
const MAX_TRIES = 100;

/**
 * API processes that send the events of workspaces to a receiver. `counts`: how many processes, workspaces, and endpoints
 * of each. `take` gets each request that arrives, as `{ path, headers, body, at }`, and answers by `reply(status)`, or by
 * `cut()`, which breaks the connection.
 */
export async function startSending({ cluster, folder, ends }, name, counts, take) {
  const { urls, encryptionKeys } = cluster;
  const receiver = await startReceiver(take);
  ends.push(() => receiver.close());
  const names = Array.from({ length: counts.workspaces }, (_, n) => `${name} ${n}`);
  const workspaces = await makeWorkspaces(urls.owner, names);
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
    ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, DATABASE_POOL_SIZE: '10', DATA_DIR: folder },
    ...{ ENCRYPTION_KEYS: encryptionKeys, SANDBOX: 'off', PREPARED_STATEMENTS: 'on', MUTATIONS_PER_MINUTE: '999999' },
  };
  const fleet = await startFleet(counts.processes, env, `${folder}/spool-${name}`);
  ends.push(() => fleet.endAtOnce());
  const db = new pg.Pool({ connectionString: urls.superuser, max: counts.workspaces });
  ends.push(() => db.end());
  const endpoints = [];
  for (const workspace of workspaces)
    for (let n = 0; n < counts.endpoints; n += 1) {
      const path = `/${randomUUID()}`;
      const { endpoint, secret } = await mutate(fleet, workspace, 'createWebhookEndpoint', {
        url: receiver.url + path,
      });
      endpoints.push({ workspace, path, id: endpoint.id, secret, n });
    }
  return {
    fleet,
    db,
    workspaces,
    endpoints,
    rotate: async ({ workspace, id }) =>
      (await mutate(fleet, workspace, 'rotateWebhookSecret', { endpointId: id })).secret,
    /** Events in one transaction, by the statements of the product. Answers their webhook ids, and when they were committed. */
    async happen({ id: workspaceId }, count = 1) {
      const events = Array.from({ length: count }, (_, n) => ({
        ...{ id: newId(), type: 'CREDENTIALS_SAVED', linkId: null, payload: { credentialSetId: `bench-${n}` } },
      }));
      const client = await db.connect();
      await client.query('BEGIN');
      for (const { text, values } of eventStatements(workspaceId, events, new Date()))
        await client.query(text, [...values]);
      await client.query('COMMIT');
      client.release();
      return { ids: events.map((event) => webhookIdOf(event.id)), committedAt: performance.now() };
    },
  };
}

/** A mutation that is sent with one key until it is answered: its process may be killed. */
async function mutate(fleet, workspace, name, input) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}`;
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Success { secret endpoint { id } } } }`;
  const request = { query, variables: { input }, key: randomUUID() };
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const answer = await send(fleet, workspace.key, request);
    if (answer?.status === 200) return JSON.parse(answer.text).data[name];
    await sleep(200);
  }
  throw new Error(`${name} was not answered`);
}

async function startReceiver(take) {
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    // A process that is killed breaks its requests off.
    request.on('error', () => {});
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const reply = (status) => response.writeHead(status).end();
      take({ path: request.url, headers: request.headers, body, at, reply, cut: () => request.socket.destroy() });
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
