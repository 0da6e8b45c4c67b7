import { once } from 'node:events';
import { request as send } from 'node:http';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { startPlatformWorld } from '../support/platform-world.js';
import { json } from '../support/stand-in-platform.js';
import { useStarted } from '../support/use-started.js';

/** One request at once: a stream that would not end its turn would stop the next test. */
const here = useStarted(() => startPlatformWorld({ PLATFORM_REQUESTS_AT_ONCE: '1' }));
beforeEach(() => here.platform.answerWith(json(201, {})));

const MB = 1_000_000;
const PIECE = Buffer.alloc(64_000, 'x');
/** So many bytes, made as they are read. */
function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE.length) yield PIECE.subarray(0, left);
}
const upload = (bytes: number) =>
  here.send('attachments', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Readable.toWeb(Readable.from(pieces(bytes))) as ReadableStream,
    duplex: 'half',
  });

test('25 MB go up as they arrive, and one byte more is refused', async () => {
  expect((await upload(25 * MB)).status).toBe(201);
  expect(here.platform.arrivals[0]).toMatchObject({ bytes: 25 * MB, headers: { 'transfer-encoding': 'chunked' } });
  const refused = await upload(25 * MB + 1).catch(() => undefined);
  // The write was begun, so whether it was done is the platform's affair: it was cut off.
  expect([413, 502, undefined]).toContain(refused?.status);
  expect(here.platform.arrivals).toHaveLength(1);
});

test('an upload with a length keeps it', async () => {
  const answer = await here.send('attachments', { method: 'POST', body: Buffer.alloc(2 * MB) });
  expect(answer.status).toBe(201);
  expect(here.platform.arrivals[0]).toMatchObject({ bytes: 2 * MB, headers: { 'content-length': String(2 * MB) } });
});

test('100 MB come down, and one byte more breaks off', async () => {
  const download = async (bytes: number) => {
    here.platform.answerWith((response) => {
      response.writeHead(200, { 'x-business': 'b' });
      Readable.from(pieces(bytes)).pipe(response);
    });
    let read = 0;
    const answer = await here.send('attachments/1/file');
    for await (const chunk of answer.body as unknown as AsyncIterable<Buffer>) read += chunk.length;
    return read;
  };
  expect(await download(100 * MB)).toBe(100 * MB);
  await expect(download(100 * MB + 1)).rejects.toThrow();
});

test('what a caller does not read is not read from the platform', async () => {
  let written = 0;
  here.platform.answerWith((response) => {
    response.writeHead(200, { 'x-business': 'b' });
    const source = Readable.from(pieces(90 * MB)).on('data', (piece) => {
      written += piece.length;
    });
    source.pipe(response);
  });
  const request = send(`${here.origin}${here.pathOf('attachments/1/file')}`, {
    headers: { authorization: `Bearer ${here.world.app.workspace.key}` },
  }).end();
  const [answer] = await once(request, 'response');
  await new Promise((wake) => setTimeout(wake, 500));
  // The rest is in the buffers of sockets.
  expect(written).toBeLessThan(25 * MB);
  answer.destroy();
});

test('an upload that breaks off while it waits for its turn, or an answer that does, ends nothing else', async () => {
  let finish = () => {};
  here.platform.answerWith(
    (response, arrival) => {
      finish = () => json(201, {})(response, arrival);
    },
    json(201, {}),
  );
  const first = here.send('contacts', { method: 'POST', body: '{}' });
  while (here.platform.arrivals.length === 0) await new Promise((wake) => setTimeout(wake, 5));
  const broken = send(`${here.origin}${here.pathOf('attachments')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${here.world.app.workspace.key}`, 'content-length': 5 * MB },
  }).on('error', () => undefined);
  broken.write(Buffer.alloc(2 * MB));
  await new Promise((wake) => setTimeout(wake, 300));
  broken.destroy();
  await new Promise((wake) => setTimeout(wake, 100));
  finish();
  expect((await first).status).toBe(201);
  here.platform.answerWith(
    (response) => {
      response.writeHead(201, { 'x-business': 'b', 'content-length': 100 }).write('x');
      setTimeout(() => response.socket?.resetAndDestroy(), 2);
    },
    json(201, {}),
  );
  await here
    .send('contacts', { method: 'POST', body: '{}' })
    .then((answer) => answer.text())
    .catch(() => undefined);
  expect((await here.send('contacts', { method: 'POST', body: '{}' })).status).toBe(201);
});
