import { describe, expect, test } from '@jest/globals';
import type { EventRow } from '../../src/events/event-page.repository.js';
import { type Channel, EventStream, PAGE } from '../../src/subscriptions/event-stream.js';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const toRow = (no: number) =>
  ({ no: String(no), type: no % 3 === 0 ? 'TEST' : 'LINK_LINKED', link_id: null }) as EventRow;

/** A workspace whose events, looks and reader follow each other in an order that a seed decides. */
async function run(seed: number, filter: ConstructorParameters<typeof EventStream>[0]['filter']) {
  const random = randomOf(seed);
  const pause = async () => {
    for (let ticks = Math.floor(random() * 4); ticks > 0; ticks--) await Promise.resolve();
  };
  let committed = Math.floor(random() * 250);
  const total = committed + 50 + Math.floor(random() * 100);
  const after = Math.floor(random() * (committed + 1));
  const wanted = (no: number) => filter.types === undefined || no % 3 === 0;
  const rowsAfter = (no: bigint, most: number, isWanted: (no: number) => boolean = () => true) =>
    Array.from({ length: committed }, (_, index) => index + 1)
      .filter((one) => BigInt(one) > no && isWanted(one))
      .slice(0, most)
      .map(toRow);
  const channel: Channel = { workspaceId: '', no: BigInt(committed), streams: new Set() };
  const stream = new EventStream({
    ...{ apiKeyId: '', endsAt: undefined, filter, channel, after: BigInt(after), onEnd: () => {} },
    readPage: async (no) => {
      await pause();
      const rows = rowsAfter(no, PAGE, wanted);
      await pause();
      return rows;
    },
  });
  const read: number[] = [];
  const reader = (async () => {
    for await (const { no } of stream) {
      read.push(Number(no));
      await pause();
    }
  })();
  while (committed < total || channel.no < BigInt(total)) {
    committed = Math.min(total, committed + Math.floor(random() * 9));
    await pause();
    const [newest, most] = [BigInt(committed), 1 + Math.floor(random() * 20)];
    await pause();
    const rows = rowsAfter(channel.no, most);
    const last = BigInt(rows.at(-1)?.no ?? 0);
    channel.no = rows.length === most || last > newest ? last : newest;
    stream.give(rows);
  }
  const expected = Array.from({ length: total - after }, (_, index) => after + index + 1).filter(wanted);
  for (let ticks = 0; read.length < expected.length && ticks < 9_000; ticks++) await Promise.resolve();
  // What comes twice comes late.
  for (let ticks = 0; ticks < 50; ticks++) await Promise.resolve();
  stream.end('left');
  await reader;
  return { read, expected };
}

describe('a stream of events', () => {
  test.each([{}, { types: ['TEST' as const] }])(
    'leaves out none and repeats none, in any order of steps: %j',
    async (filter) => {
      for (let seed = 0; seed < 100; seed++) {
        const { read, expected } = await run(seed, filter);
        expect([seed, read]).toEqual([seed, expected]);
      }
    },
  );
});
