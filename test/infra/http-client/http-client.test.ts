import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { getJson, sendForm } from '../../../src/infra/http-client/http-client.js';
import { deadUrl, serve, serveTcp, stopServers } from '../../support/loopback.js';

afterEach(stopServers);

const FORM = new URLSearchParams({ client_id: 'a/b', refresh_token: 'secret-token' });
const post = (url: URL, options: Partial<Parameters<typeof sendForm>[2]> = {}) =>
  sendForm(url, FORM, { origins: [url.origin], ...options });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
const afterBody = (answer: (response: ServerResponse, request: IncomingMessage) => void): RequestListener => {
  return (request, response) => void bodyOf(request).then(() => answer(response, request));
};

describe('a form', () => {
  test('is sent once, encoded once, on a connection that is closed after it', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push([request.method, request.url, body, request.headers]);
        response.setHeader('retry-after', '7');
        response.end('{"a":1}');
      });
    });
    const answer = await post(url);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, complete: true });
    expect(answer.kind === 'answered' && answer.body.toString()).toBe('{"a":1}');
    expect(seen).toEqual([
      [
        'POST',
        '/token',
        'client_id=a%2Fb&refresh_token=secret-token',
        expect.objectContaining({
          connection: 'close',
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': 'ledgerlink',
          host: url.host,
        }),
      ],
    ]);
  });

  test('a redirect is an answer, and is not followed', async () => {
    let calls = 0;
    const url = await serve(
      afterBody((response) => {
        calls += 1;
        response.writeHead(307, { location: '/elsewhere' }).end();
      }),
    );
    expect(await post(url)).toMatchObject({ kind: 'answered', status: 307 });
    expect(calls).toBe(1);
  });

  test('a slow body is read to its end', async () => {
    const url = await serve(
      afterBody((response) => {
        const parts = ['{"access_', 'token":', '"t"}'];
        const timer = setInterval(() => {
          const part = parts.shift();
          if (part !== undefined) return void response.write(part);
          clearInterval(timer);
          response.end();
        }, 60);
      }),
    );
    const answer = await post(url);
    expect(answer.kind === 'answered' && answer.body.toString()).toBe('{"access_token":"t"}');
  });

  test('an answer that breaks off is given as far as it came', async () => {
    const url = await serve(
      afterBody((response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"access_token":"t"}');
        setTimeout(() => response.destroy(), 30);
      }),
    );
    const answer = await post(url);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, complete: false });
    expect(answer.kind === 'answered' && answer.body.toString()).toBe('{"access_token":"t"}');
  });

  test('10 MB are not read', async () => {
    let written = 0;
    const url = await serve(
      afterBody((response) => {
        const chunk = Buffer.alloc(16 * 1024, 'x');
        const more = () => {
          while (written < 640 && !response.destroyed) {
            written += 1;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        response.on('error', () => undefined);
        more();
      }),
    );
    expect(await post(url)).toEqual({ kind: 'failed', why: 'answer too large' });
    expect(written).toBeLessThan(640);
  });

  test.each([
    ['reset before an answer', (response: ServerResponse) => response.socket?.resetAndDestroy(), 'ECONNRESET'],
    ['closed before an answer', (response: ServerResponse) => response.socket?.end(), 'UND_ERR_SOCKET'],
    ['no answer at all', () => undefined, 'TIMEOUT'],
    [
      'headers and then nothing',
      (response: ServerResponse) => void response.writeHead(200, { 'content-length': '9' }).flushHeaders(),
      'TIMEOUT',
    ],
  ])('%s is "sent, nobody knows"', async (_name, behave, why) => {
    const url = await serve(afterBody((response) => behave(response)));
    expect(await post(url, { answerMs: why === 'TIMEOUT' ? 300 : 20_000 })).toEqual({ kind: 'failed', why });
  });

  test('what is no HTTP is a failure, and nothing of it is kept', async () => {
    const url = await serveTcp((socket) => void socket.end('secret-token, no HTTP\r\n\r\n'));
    const answer = await post(url);
    expect(answer).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/^(HPE_\w+|HTTPParserError)$/),
    });
    expect(JSON.stringify(answer)).not.toContain('secret-token');
  });

  test('where nobody listens, nothing was sent', async () => {
    const url = await deadUrl();
    expect(await post(url)).toEqual({ kind: 'not-sent', why: 'ECONNREFUSED' });
  });
});

describe('where requests may go', () => {
  test.each([
    ['https://169.254.169.254/latest', ['https://platform.example'], 'origin not on the list'],
    ['https://platform.example.evil.example/', ['https://platform.example'], 'origin not on the list'],
    ['https://platform.example:444/', ['https://platform.example'], 'origin not on the list'],
    ['https://user@platform.example/', ['https://platform.example'], 'user in the URL'],
    ['http://platform.example/', ['http://platform.example'], 'not https'],
    ['http://127.0.0.1.nip.example/', ['http://127.0.0.1.nip.example'], 'not https'],
    ['http://10.0.0.1/', ['http://10.0.0.1'], 'not https'],
  ])('%s is not called', async (url, origins, why) => {
    expect(await sendForm(new URL(url), FORM, { origins })).toEqual({ kind: 'not-sent', why });
    expect(await getJson(new URL(url), { origins, headers: {} })).toEqual({ kind: 'failed', why });
  });
});

describe('reading JSON', () => {
  const get = (url: URL, answerMs = 20_000) =>
    getJson(url, { origins: [url.origin], headers: { authorization: 'Bearer t' }, answerMs });

  test('no answer in time is a failure', async () => {
    const url = await serve(() => undefined);
    expect(await get(url, 200)).toEqual({ kind: 'failed', why: 'TIMEOUT' });
  });

  test('whatever the content type, also compressed by somebody on the way', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'x-business': 'b1', 'retry-after': '9' });
      response.end(gzipSync('\uFEFF{"$total":1}'));
    });
    const answer = await get(url);
    expect(answer).toMatchObject({ status: 200, json: { $total: 1 }, retryAfterSeconds: 9 });
    expect(answer.kind === 'answered' && answer.header('x-business')).toBe('b1');
  });

  test.each([
    ['HTML', '<html>'],
    ['nothing', ''],
    ['half of it', '{"$total":'],
  ])('%s is no JSON', async (_name, body) => {
    const url = await serve((_request, response) => void response.end(body));
    expect(await get(url)).toMatchObject({ kind: 'answered', status: 200, json: undefined });
  });

  test('a header that cannot be written is a failure, not a crash', async () => {
    const url = await serve((_request, response) => void response.end('{}'));
    const headers = { authorization: 'Bearer a\nb' };
    const answer = await getJson(url, { origins: [url.origin], headers });
    expect(answer).toEqual({ kind: 'failed', why: 'UND_ERR_INVALID_ARG' });
  });
});
