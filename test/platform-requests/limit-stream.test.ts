import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { limitStream } from '../../src/platform-requests/limit-stream.js';

const limits = { maxBytes: 10, idleMs: 100, tooLarge: () => new Error('too large') };

test('a stream with as much as it may have passes, and one with more fails', async () => {
  const whole = limitStream(new PassThrough().end('0123456789'), limits);
  expect(Buffer.concat(await whole.toArray()).toString()).toBe('0123456789');
  await expect(limitStream(new PassThrough().end('0123456789+'), limits).toArray()).rejects.toThrow('too large');
});

test('a stream that does not go on fails', async () => {
  const stalled = new PassThrough();
  stalled.write('x');
  await expect(limitStream(stalled, limits).toArray()).rejects.toThrow('did not go on');
});
