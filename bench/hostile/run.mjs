/**
 * npm run bench:hostile: the processor time that each of forty hostile requests of at most 100 kB costs the server. Exits
 * 2 when a request costs more than its limit, when the answer to an invalid document is longer than its limit, or when
 * connections that do not read their answers hold more memory than their limit.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../measure/numbers.mjs';
import { HOSTILE_BODIES } from './bodies.mjs';
import { fill, startServer } from './server.mjs';
import { measureUnread } from './unread.mjs';

const MAX_CPU_MS = 50;
const MAX_REFUSAL_BYTES = 100_000;
const MAX_HELD_MB = 50;
const ROUNDS = 7;
/** Only the requests whose name contains this text. */
const [only] = process.argv.slice(2);

const root = fileURLToPath(new URL('../..', import.meta.url));
const { status } = spawnSync(process.execPath, [`${root}ledgerlink.mjs`, 'build'], {
  stdio: ['ignore', 2, 2],
});
if (status !== 0) process.exit(1);

/** A different text each time, because a cached document would make the next request cheap. */
const inRound = (text, round) => text.replace('"query":"', `"query":"${' '.repeat(round)}`);

/** `from`: the first round, for a request that is measured again. */
async function measure(server, { name, text }, from = 0) {
  const ms = [];
  let answer;
  // The first request lets V8 compile the code.
  for (let round = 0; round <= ROUNDS; round++) {
    const before = await server.usage();
    answer = await server.post(inRound(text, from + round));
    const after = await server.usage();
    if (round > 0) ms.push(after.cpuMs - before.cpuMs);
  }
  return { name, sent: Buffer.byteLength(text), status: answer.status, bytes: answer.body.length, ms };
}

const server = await startServer({ MUTATIONS_PER_MINUTE: '999999', LOG_LEVEL: 'error' });
const rows = [];
let unread = [];
try {
  const linkId = await fill(server);
  const bodies = HOSTILE_BODIES.filter(({ name }) => only === undefined || name.includes(only)).map(
    ({ name, text }) => ({
      name,
      text: text.replaceAll('LINK_ID', linkId),
    }),
  );
  for (const body of bodies) rows.push(await measure(server, body));
  // Other work on the machine only adds to the processor time: what seems too much is measured twice more.
  for (const from of [20, 40])
    for (const [index, { ms }] of rows.entries()) {
      if (median(ms) <= MAX_CPU_MS) continue;
      const again = await measure(server, bodies[index], from);
      if (median(again.ms) < median(ms)) rows[index] = again;
    }
  if (only === undefined) unread = await measureUnread(server);
} finally {
  await server.stop();
}

const tooDear = rows.filter(({ ms }) => median(ms) > MAX_CPU_MS);
const tooLong = rows.filter(({ status, bytes }) => status !== 200 && bytes > MAX_REFUSAL_BYTES);
console.log(`| ${'request'.padEnd(64)} | sent kB | status | answer kB | CPU ms, median | least to most |`);
console.log(`|${'-'.repeat(66)}|--------:|-------:|----------:|---------------:|--------------:|`);
for (const { name, sent, status, bytes, ms } of rows) {
  const columns = [
    name.padEnd(64),
    (sent / 1000).toFixed(1).padStart(7),
    String(status).padStart(6),
    (bytes / 1000).toFixed(1).padStart(9),
    median(ms).toFixed(1).padStart(14),
    `${Math.min(...ms).toFixed(1)} to ${Math.max(...ms).toFixed(1)}`.padStart(13),
  ];
  console.log(`| ${columns.join(' | ')} |`);
}
console.log(
  `\n${rows.length} requests; at most ${MAX_CPU_MS} ms each: ${tooDear.length} cost more. Answers to invalid ones of at most ${MAX_REFUSAL_BYTES / 1000} kB: ${tooLong.length} are longer.`,
);

const tooMuch = unread.filter(({ heldMb }) => heldMb > MAX_HELD_MB);
console.log(
  `\n| ${'sent on each connection, and nothing read'.padEnd(64)} | connections | MB held | RSS before | at most | then |`,
);
console.log(`|${'-'.repeat(66)}|------------:|--------:|-----------:|--------:|-----:|`);
for (const { name, connections, heldMb, beforeMb, mostMb, afterMb } of unread) {
  const columns = [
    name.padEnd(64),
    String(connections).padStart(11),
    heldMb.toFixed(1).padStart(7),
    beforeMb.toFixed(0).padStart(10),
    mostMb.toFixed(0).padStart(7),
    afterMb.toFixed(0).padStart(4),
  ];
  console.log(`| ${columns.join(' | ')} |`);
}
console.log(`\nAt most ${MAX_HELD_MB} MB held: ${tooMuch.length} hold more.`);
if (tooDear.length + tooLong.length + tooMuch.length > 0) process.exitCode = 2;
