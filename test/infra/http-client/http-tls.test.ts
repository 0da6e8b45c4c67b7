import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendForm } from '../../../src/infra/http-client/http-client.js';
import { tracked } from '../../support/children.js';
import { selfSigned } from '../../support/self-signed.js';

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const certificate = join(folder, 'certificate.pem');
const CLIENT = new URL('../../../dist/src/infra/http-client/http-client.js', import.meta.url).href;

let server: Server;
let port: number;
let requests = 0;
beforeAll(async () => {
  const pair = selfSigned();
  writeFileSync(certificate, pair.cert);
  server = createServer(pair, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** What the built client answers in a process of its own, in this environment. */
async function inProcess(url: string, env: Record<string, string>, gate = 'true'): Promise<unknown> {
  const program = `import { sendForm } from '${CLIENT}';
    const url = new URL('${url}');
    const options = { origins: [url.origin], maySend: () => ${gate} };
    const { kind, why, status } = await sendForm(url, new URLSearchParams({ a: 'b' }), options);
    console.log(JSON.stringify([kind, why ?? status]));`;
  const child = tracked(
    spawn(process.execPath, ['--input-type=module', '-e', program], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  await once(child, 'close');
  return JSON.parse(output);
}

describe('TLS', () => {
  test('a certificate that nobody vouches for: nothing is sent', async () => {
    const url = new URL(`https://localhost:${port}/token`);
    const answer = await sendForm(url, new URLSearchParams(), { origins: [url.origin] });
    expect(answer).toEqual({ kind: 'not-sent', why: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(requests).toBe(0);
  });

  test('nor where the environment turns verification off', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(await inProcess(`https://localhost:${port}/`, env)).toEqual(['not-sent', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect(requests).toBe(0);
  });

  test('one that is vouched for, for this name: sent, if the gate is open when TLS stands', async () => {
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    expect(await inProcess(`https://localhost:${port}/`, env)).toEqual(['answered', 200]);
    expect(requests).toBe(1);
    expect(await inProcess(`https://localhost:${port}/`, env, 'false')).toEqual(['not-sent', 'too late']);
    expect(requests).toBe(1);
  });

  test('and not for another name', async () => {
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    expect(await inProcess(`https://127.0.0.1:${port}/`, env)).toEqual(['not-sent', 'ERR_TLS_CERT_ALTNAME_INVALID']);
  });
});
