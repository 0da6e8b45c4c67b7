import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { PageRoom } from '../../../src/datasets/rounds/page-room.js';
import { beginRound } from '../../../src/datasets/rounds/round.rules.js';
import { RoundRun } from '../../../src/datasets/rounds/round-run.js';
import type { SourceRecord } from '../../../src/providers/provider-datasets.js';

const PAGE_BYTES = 400;
const LIST = {
  key: 'records',
  maxPageSize: 1,
  form: 'LIST',
  capabilities: { since: true, deletedSince: true, sort: [], window: false, byId: true },
};

/** Rounds of lists of many pages whose platform answers at once. What is parsed stays so until `writeNext` has written it. */
function startRounds(count: number, room: PageRoom) {
  const stopping = new AbortController();
  const parsed: WeakRef<SourceRecord>[] = [];
  const writes: (() => void)[] = [];
  let written = 0;
  const parse = (page: number) => () => {
    const record = { sourceId: `${parsed.length}`, flagged: false } as SourceRecord;
    parsed.push(new WeakRef(record));
    return { kind: 'parsed', answer: { total: 1_000, page, records: [record], unreadable: [] }, at: 1 };
  };
  const dependencies = {
    room,
    parsing: new PageRoom(0),
    reader: {
      read: async (_ref: unknown, { page }: { page: number }) => ({
        kind: 'page',
        bytes: PAGE_BYTES,
        parse: parse(page),
      }),
    },
    pages: {
      prepare: async (_context: unknown, _state: unknown, { records }: { records: readonly SourceRecord[] }) => ({
        statements: records.map(({ sourceId }) => sourceId),
      }),
      writePrepared: () => new Promise<void>((done) => writes.push(done)),
    },
  };
  const ended = Promise.all(
    Array.from({ length: count }, () => {
      const start = { liveCount: 1_000, watermark: null, deletedWatermark: null, probeNo: null, quietUntil: null };
      const due = { isFullDue: true, isAuditDue: false, isSweepDue: false };
      const state = { round: beginRound(LIST as never, { ...start, ...due }), ended: false, counts: {} };
      return new RoundRun(
        dependencies as never,
        { lease: {}, list: LIST } as never,
        state as never,
        stopping.signal,
      ).run();
    }),
  );
  return {
    parsed,
    unwritten: () => parsed.length - written,
    async writeNext() {
      const done = writes.shift();
      if (done !== undefined) written += 1;
      done?.();
      await nextTurn();
    },
    async stop() {
      stopping.abort();
      while (writes.length > 0) await this.writeNext();
      await ended;
    },
  };
}

test('of all lists that are pulled at once, no more pages are parsed and not written than there is room for', async () => {
  const rounds = startRounds(8, new PageRoom(3 * PAGE_BYTES));
  await nextTurn();
  for (let page = 0; page < 50; page++) {
    expect(rounds.unwritten()).toBe(3);
    await rounds.writeNext();
  }
  await rounds.stop();
});

test('while a page is written, its records are not in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const rounds = startRounds(1, new PageRoom(PAGE_BYTES));
  await nextTurn();
  expect(rounds.unwritten()).toBe(1);
  collectGarbage();
  expect(rounds.parsed[0]?.deref()).toBeUndefined();
  await rounds.stop();
});
