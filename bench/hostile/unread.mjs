import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HOSTILE_BODIES } from './bodies.mjs';

const CONNECTIONS = 200;
/** How long the memory of the server is read, ten times a second, from the first connection on. */
const WATCH_MS = 5_000;

const body = (name) => HOSTILE_BODIES.find((one) => one.name === name).text;
const assets = fileURLToPath(new URL('../../portal/dist/assets', import.meta.url));
const largestAsset = () => readdirSync(assets).find((name) => /^monaco-editor-.*\.js$/.test(name));

function post(text, { key }) {
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

/** The request that each of 200 connections sends. None of them reads the answer. */
const REQUESTS = {
  'a document with a name of 92,000 characters': (server) =>
    post(body('an operation name of 92,000 characters, and 100 unused variables'), server),
  'the whole schema': (server) => post(body('the whole schema once'), server),
  'the whole schema, twenty times in one go': (server) => post(body('the whole schema once'), server).repeat(20),
  'hostile documents, twenty times in one go': (server) =>
    post(body('450 unknown fields of 200 characters each'), server).repeat(20),
  'the largest file of the portal, twenty times in one go': () =>
    `GET /assets/${largestAsset()} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(20),
};

/**
 * The resident memory, in MB, of connections that send a request and do not read the answer: `heldMb` while they are
 * open, `mostMb` at the peak, garbage included.
 */
export async function measureUnread(server) {
  const rows = [];
  for (const [name, request] of Object.entries(REQUESTS))
    rows.push({ name, ...(await measure(server, request(server))) });
  return rows;
}

async function measure(server, text) {
  const before = (await server.usage()).rssMb;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(server.port, 'localhost').on('error', () => undefined);
    socket.pause();
    socket.write(text);
    return socket;
  });
  let [now, most] = [before, before];
  for (const until = performance.now() + WATCH_MS; performance.now() < until; ) {
    now = (await server.usage()).rssMb;
    most = Math.max(most, now);
    await new Promise((wake) => setTimeout(wake, 100));
  }
  for (const socket of sockets) socket.destroy();
  return { connections: CONNECTIONS, heldMb: now - before, mostMb: most - before };
}
