import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface RawConnection {
  readonly socket: Socket;
  /** All that was received so far. */
  text(): string;
  answers(): RawAnswer[];
  /** Resolves with how long after `since` (of `performance.now()`) the connection was gone, in ms. */
  closed(since?: number): Promise<number>;
}

/** A connection to a port of this machine on which bytes are written as they are. Without `reads`, nothing is read. */
export async function openRaw(port: number, { reads = true, from = '127.0.0.1' } = {}): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
  let text = '';
  if (reads)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
  else socket.pause();
  // A reset ends it as well as a goodbye: `close` follows.
  socket.on('error', () => undefined);
  const gone = new Promise<number>((resolve) => {
    socket.on('end', () => resolve(performance.now())).on('close', () => resolve(performance.now()));
  });
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return {
    socket,
    text: () => text,
    answers: () => parseAnswers(text),
    closed: async (since = performance.now()) => (await gone) - since,
  };
}

/** Answers with a content-length, one after the other; throws on anything between them. `text` has a character a byte. */
export function parseAnswers(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n');
    const [line = '', ...fields] = rest.slice(0, end).split('\r\n');
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1];
    if (end < 0 || status === undefined) throw new Error(`no HTTP answer: ${rest.slice(0, 300)}`);
    const headers = Object.fromEntries(fields.map((field) => field.toLowerCase().split(': ', 2)));
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    answers.push({ status: Number(status), headers, text: Buffer.from(body, 'latin1').toString() });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

/** A POST of JSON, as bytes of HTTP/1.1. */
export function rawPost(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const fields = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
