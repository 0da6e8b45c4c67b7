import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { openLogOutput } from '../../../src/infra/observability/log-output.js';

/** A stdout whose reader takes pieces only when it is told to. */
function stalledOutput() {
  const taken: string[] = [];
  let takeNext: (() => void) | undefined;
  const out = new Writable({
    highWaterMark: 10,
    decodeStrings: false,
    write: (piece, _encoding, done) => {
      takeNext = () => {
        taken.push(piece);
        done();
      };
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const readOn = async () => {
    for (; takeNext !== undefined; await turn()) {
      const take = takeNext;
      takeNext = undefined;
      take();
    }
  };
  return { out: out as unknown as NodeJS.WriteStream, taken, turn, readOn };
}

test('what is written in one turn of the event loop goes out in one piece', async () => {
  const { out, taken, turn, readOn } = stalledOutput();
  const log = openLogOutput(out);
  log.write('a\n');
  log.write('b\n');
  await turn();
  await readOn();
  expect(taken).toEqual(['a\nb\n']);
});

test('beyond the maximum lines are dropped, and counted when the reader has caught up', async () => {
  const { out, taken, turn, readOn } = stalledOutput();
  const log = openLogOutput(out, 200);
  for (let line = 10; line < 40; line++) {
    log.write(`line ${line}\n`);
    await turn();
  }
  expect(out.writableLength).toBe(200);
  await readOn();
  const text = taken.join('');
  expect(text.slice(192, 200)).toBe('line 34\n');
  expect(JSON.parse(text.slice(200))).toEqual({
    level: 'warn',
    time: expect.any(String),
    lines: 5,
    msg: 'log lines were dropped: their reader did not keep up',
  });
  log.write('later\n');
  await turn();
  await readOn();
  expect(taken.at(-1)).toBe('later\n');
});

test('flush waits for the reader, and includes what was written in this turn', async () => {
  const { out, taken, turn, readOn } = stalledOutput();
  const log = openLogOutput(out);
  let flushed = false;
  log.write('last\n');
  const flushing = log.flush().then(() => {
    flushed = true;
  });
  await turn();
  expect(flushed).toBe(false);
  await readOn();
  await flushing;
  expect(taken.join('')).toBe('last\n');
});

test('a reader that has ended does not end the process', async () => {
  const out = new Writable({ write: (_piece, _encoding, done) => done(new Error('write EPIPE')) });
  const log = openLogOutput(out as unknown as NodeJS.WriteStream);
  for (const text of ['a\n', 'b\n']) {
    log.write(text);
    await log.flush();
  }
});
