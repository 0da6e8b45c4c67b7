import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sendForm } from '../../../src/infra/http-client/http-client.js';
import { proxyFor, useOutgoingProxy } from '../../../src/infra/http-client/outgoing-proxy.js';
import { tracked } from '../../support/children.js';
import { deadUrl, listen, serve, serveTcp, stopServers } from '../../support/loopback.js';
import { selfSigned } from '../../support/self-signed.js';

afterEach(() => {
  useOutgoingProxy(undefined);
  stopServers();
});

const HOST = 'platform.example';
const TOKEN_URL = new URL(`https://${HOST}/token`);
const DIST = new URL('../../../dist/src/infra/http-client/', import.meta.url).href;

/** A proxy that notes what it is asked for, and answers with `answer`. */
function serveProxy(
  answer: (request: IncomingMessage, socket: Duplex) => void,
  seen: unknown[] = [],
  base: Server = createServer(),
) {
  const server = base.on('connect', (request, socket) => {
    seen.push([request.url, request.headers['proxy-authorization']]);
    socket.on('error', () => undefined);
    answer(request, socket);
  });
  return listen(server);
}

const proxyAt = (at: URL, noProxy = '') => ({
  url: new URL(`http://us%40er:c4n%23ary@${at.host}`),
  setting: 'HTTPS_PROXY',
  noProxy,
});

test.each([
  ['', TOKEN_URL.href, true],
  ['other.example', TOKEN_URL.href, true],
  ['example', TOKEN_URL.href, false],
  ['', 'http://localhost:4010/', false],
  ['', 'http://127.0.0.1:4010/', false],
  ['', 'http://[::1]/', false],
])('NO_PROXY "%s": %s by the proxy: %s', (noProxy, url, proxied) => {
  const proxy = proxyAt(new URL('http://proxy.example:1'), noProxy);
  expect(proxyFor(new URL(url), proxy) !== undefined).toBe(proxied);
});

describe('a proxy that does not serve', () => {
  const status = (text: string) => () =>
    serveProxy((_request, socket) => void socket.end(`HTTP/1.1 ${text}\r\ncontent-length: 6\r\n\r\nc4nary`));
  test.each<[string, () => Promise<URL>, RegExp]>([
    ['407', status('407 Authenticate'), /status 407\): write the right user and password into its URL/],
    ['403', status('403 No'), /refuses platform.example:443 \(status 403\): allow this host at the proxy/],
    ['200 to a GET only', () => serve((_request, response) => void response.end()), /cannot be used/],
    ['502', status('502 Bad'), /status 502\): the proxy cannot reach this host/],
    ['302', status('302 Found\r\nlocation: /login'), /status 302\): allow this host/],
    ['unreachable', deadUrl, /cannot be used \(ECONNREFUSED\): check its address, that it runs/],
    ['no HTTP', () => serveTcp((socket) => void socket.end('c4nary\r\n\r\n')), /\(HPE_\w+|HTTPParserError\)/],
    ['closes', () => serveTcp((socket) => void socket.destroy()), /cannot be used \(\w+\)/],
    ['silent', () => serveTcp((socket) => void socket.resume()), /cannot be used \(\w*(TIMEOUT|TimeoutError)\w*\)/],
    ['silent in the tunnel', status('200 OK\r\n\r\n'), /^TLS with the platform failed behind the proxy of HTTPS_PROXY/],
  ])('%s: nothing was sent, and the setting is named', async (_name, start, why) => {
    useOutgoingProxy(proxyAt(await start()));
    let asked = 0;
    const maySend = () => ++asked > 0;
    const form = new URLSearchParams({ refresh_token: 'c4nary' });
    const answer = await sendForm(TOKEN_URL, form, { origins: [TOKEN_URL.origin], maySend, answerMs: 700 });
    expect(answer).toEqual({ kind: 'not-sent', why: expect.stringMatching(why) });
    expect(answer).toMatchObject({ why: expect.stringContaining('of HTTPS_PROXY') });
    expect(JSON.stringify(answer)).not.toMatch(/c4n|us%40|us@/);
    expect(asked).toBe(0);
  });
});

test.each(['http', 'https'])(
  'a tunnel through a proxy with %s: CONNECT with the credentials, TLS with the platform, the gate when it stands, one request',
  async (scheme) => {
    const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
    const [pair, ofProxy] = [selfSigned(HOST), selfSigned()];
    writeFileSync(join(folder, 'ca.pem'), pair.cert + ofProxy.cert);
    let requests = 0;
    const platform = await listen(
      createTlsServer(pair, (_request, response) => {
        requests += 1;
        // The second one is cut: it was sent, so it may not be sent again.
        if (requests === 1) response.end('{}');
        else response.destroy();
      }),
    );
    const seen: unknown[] = [];
    const proxy = await serveProxy(
      (_request, socket) => {
        const out: Socket = connect(Number(platform.port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          out.pipe(socket).pipe(out);
        });
        out.on('error', () => socket.destroy());
      },
      seen,
      scheme === 'http' ? createServer() : createTlsServer(ofProxy),
    );
    const program = `import { sendForm } from '${DIST}http-client.js';
    import { useOutgoingProxy } from '${DIST}outgoing-proxy.js';
    useOutgoingProxy({ url: new URL('${scheme}://us%40er:c4n%23ary@localhost:${proxy.port}'), setting: 'HTTPS_PROXY', noProxy: '' });
    const out = [];
    for (const gate of [true, false, true]) {
      const options = { origins: ['${TOKEN_URL.origin}'], maySend: () => gate };
      const { kind, why, status } = await sendForm(new URL('${TOKEN_URL.href}'), new URLSearchParams({ a: 'b' }), options);
      out.push(kind + ' ' + (why ?? status));
    }
    console.log(JSON.stringify(out));`;
    const env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
    const args = ['--input-type=module', '-e', program];
    const child = tracked(spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] }));
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    await once(child, 'close');
    rmSync(folder, { recursive: true });
    expect(JSON.parse(output)).toEqual(['answered 200', 'not-sent too late', 'failed UND_ERR_SOCKET']);
    expect(requests).toBe(2);
    const credentials = `Basic ${Buffer.from('us@er:c4n#ary').toString('base64')}`;
    expect(seen).toEqual(Array(3).fill([`${HOST}:443`, credentials]));
  },
);
