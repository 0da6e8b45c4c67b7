import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp } from '../../support/app.js';
import { asJson, expectRefusal, listen } from '../../support/refusals.js';
import { useStarted } from '../../support/use-started.js';

const app = useStarted(() => startTestApp());
beforeAll(async () => {
  await listen(app);
});

/** Sends these bytes and answers what the server says until it closes the connection. */
async function exchange(lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(await listen(app), '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await new Promise((resolve) => socket.on('close', resolve));
  return said;
}

function parsed(said: string) {
  const [head = '', text = ''] = said.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ')[1]]));
  return { status: Number(first.split(' ')[1]), headers, text, body: asJson(text) };
}

const KEY = () => `authorization: Bearer ${app.workspace.key}`;
const BODY = '{"query":"{ __typename }"}';
const FORM = ['content-type: application/json', `content-length: ${BODY.length}`];

describe('what Node refuses by itself is answered in our JSON:', () => {
  test.each<[string, readonly string[], number, string]>([
    ['no Host', ['GET /healthz HTTP/1.1'], 400, 'BAD_REQUEST'],
    ['no Host at /graphql', ['POST /graphql HTTP/1.1', ...FORM], 400, 'BAD_REQUEST'],
    ['no Host at no page', ['GET /nope HTTP/1.1', 'connection: keep-alive'], 400, 'BAD_REQUEST'],
    ['an expectation', ['POST /graphql HTTP/1.1', 'host: x', 'expect: a-miracle', ...FORM], 417, 'EXPECTATION_FAILED'],
    ['an empty one', ['GET / HTTP/1.1', 'host: x', 'expect: 100-continued'], 417, 'EXPECTATION_FAILED'],
    ['neither', ['GET / HTTP/1.1', 'expect: x'], 400, 'BAD_REQUEST'],
    ['CONNECT', ['CONNECT example.com:443 HTTP/1.1', 'host: example.com'], 400, 'BAD_REQUEST'],
    ['an unknown method', ['FETCH / HTTP/1.1', 'host: x'], 400, 'BAD_REQUEST'],
  ])('%s', async (name, lines, status, code) => {
    const answer = parsed(await exchange(lines));
    expectRefusal(name, answer, status, code);
    expect(answer.headers.connection).toBe('close');
  });

  test('in the media type that is preferred', async () => {
    const accept = 'accept: application/graphql-response+json, application/json;q=0.9';
    for (const head of [['expect: x', 'host: x'], []]) {
      const { headers } = parsed(await exchange(['POST /graphql HTTP/1.1', accept, ...head]));
      expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    }
  });
});

test.each([
  ['an expectation that is met', 'HTTP/1.1', ['host: x', 'expect: 100-continue', 'connection: close']],
  ['HTTP/1.0, which needs no Host and knows no Expect', 'HTTP/1.0', ['expect: a-miracle']],
  ['a Host that is no host', 'HTTP/1.1', ['host: ]:x', 'connection: close']],
])('%s is answered', async (_name, version, lines) => {
  const said = await exchange([`POST /graphql ${version}`, KEY(), ...FORM, ...lines], BODY);
  expect(said).toMatch(/\{"data":\{"__typename":"Query"\}\}/);
});
