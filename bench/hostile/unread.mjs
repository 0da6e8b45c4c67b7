import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HOSTILE_BODIES } from './bodies.mjs';

const CONNECTIONS = 200;
/** How long the memory of the server is read from the first connection on, and longer while it is busy. */
const WATCH_MS = 5_000;
/** Processor time in a second, beyond which the server still works on requests. */
const BUSY_MS = 50;

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
  'the whole schema, and 90 requests of 60 kB behind it': (server) =>
    post(body('the whole schema once'), server) + post(' '.repeat(60_000), server).repeat(90),
};

/**
 * The memory, in MB, of connections that send a request and do not read the answer: `heldMb` is the most that the process
 * holds for them at any time, without garbage. `beforeMb`, `mostMb` and `afterMb` are its resident memory before, at the
 * peak and at the end.
 */
export async function measureUnread(server) {
  const rows = [];
  for (const [name, request] of Object.entries(REQUESTS))
    rows.push({ name, ...(await measure(server, request(server))) });
  return rows;
}

async function measure(server, text) {
  const before = await server.usage('held');
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(server.port, 'localhost').on('error', () => undefined);
    socket.pause();
    socket.write(text);
    return socket;
  });
  let [heldMb, mostMb, last, busy] = [0, before.rssMb, before, true];
  for (const began = performance.now(); busy || performance.now() - began < WATCH_MS; ) {
    const first = await server.usage('held');
    heldMb = Math.max(heldMb, first.heldMb - before.heldMb);
    for (let i = 0; i < 10; i++) {
      await new Promise((wake) => setTimeout(wake, 100));
      last = await server.usage();
      mostMb = Math.max(mostMb, last.rssMb);
    }
    busy = last.cpuMs - first.cpuMs > BUSY_MS;
  }
  for (const socket of sockets) socket.destroy();
  return { connections: CONNECTIONS, heldMb, beforeMb: before.rssMb, mostMb, afterMb: last.rssMb };
}
