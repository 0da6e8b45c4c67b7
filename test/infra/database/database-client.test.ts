import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LastingClient } from '../../../src/infra/database/database-client.js';
import { failureOf } from '../../../src/infra/errors/failure.rules.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const authentication = (type: number) => hex(`52 00000008 0000000${type}`);
const READY = Buffer.concat([authentication(0), hex('5a 00000005 49')]);
const MYSQL = hex('4a 000000 0a 382e302e333600 0b000000 5e2c1d4b7a3f0112 00 ffff');
const CUT_ROW = hex('44 00000006 0003');

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A server that answers the first message, the second, and so on, with these bytes; its client, not connected. */
async function serverThatSays(...answers: Buffer[]): Promise<LastingClient> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', () => socket.write(answers.shift() ?? ''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return new LastingClient({ connectionString: `postgres://u:p@127.0.0.1:${port}/d` });
}

describe('bytes that are not of the protocol are an error of their connection, with its cure,', () => {
  const thrown = (work: Promise<unknown>) => work.catch((error: unknown) => failureOf('connect', error));
  const refused = (sentence: RegExp) => ({ kind: 'refused', sentence: expect.stringMatching(sentence) });
  test.each<[string, Buffer, RegExp]>([
    ['Kerberos', authentication(2), /a way to sign in that is not supported/],
    ['GSSAPI', authentication(7), /a way to sign in that is not supported/],
    ['the greeting of MySQL', MYSQL, /does not speak the protocol of PostgreSQL/],
    ['a row that is cut', CUT_ROW, /does not speak the protocol of PostgreSQL/],
  ])('at the start and while it runs: %s', async (_what, bytes, sentence) => {
    expect(await thrown((await serverThatSays(bytes)).connect())).toEqual(refused(sentence));
    const client = await serverThatSays(READY, bytes);
    await client.connect();
    expect(await thrown(client.query('SELECT 1'))).toEqual(refused(sentence));
    await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable/);
  });
});

test.each(['/nosuch/ca.pem', '/dev/null', 'package.json'])(
  'a file of authorities without a certificate fails at connecting, not in the constructor: %s',
  async (path) => {
    const client = new LastingClient({ connectionString: `postgres://u@h/d?sslmode=verify-full&sslrootcert=${path}` });
    const error = await client.connect().catch((reason: unknown) => reason);
    expect(failureOf('connect', error).sentence).toMatch(/^A file that sslrootcert, .* has no certificate/);
  },
);

test.each([
  ['a%40b', 'a@b'],
  ['a%2Fb', 'a/b'],
  ['My%20db%2B%C3%BC%26x', 'My db+ü&x'],
  ['a%2541', 'a%41'],
])('the name of the database is decoded as libpq does: %s', (encoded, name) => {
  const client = new LastingClient({ connectionString: `postgres://u@h/${encoded}` });
  expect([client.database, client.getStartupConf().database]).toEqual([name, name]);
});
