import type { Json } from './app.js';
import { until } from './processes.js';
import { openRaw, rawPost } from './raw-http.js';

const EVENTS = `subscription($after: String, $types: [EventType!], $linkId: ID) {
  events(after: $after, types: $types, linkId: $linkId) { number cursor type link { id } } }`;

/** What a client of a test has got from a stream so far. */
export interface ReadStream {
  readonly response: Response;
  /** The numbers of the events, in their order. */
  readonly numbers: string[];
  /** The last `id`. */
  readonly cursor: string;
  readonly errors: Json[];
  readonly comments: number;
  readonly isComplete: boolean;
  /** Resolves when the connection has ended, however it did. */
  readonly ended: Promise<void>;
  /** Waits until there are so many events. */
  until(count: number): Promise<string[]>;
  close(): void;
}

interface Asked {
  /** Undefined: the headers say who it is. */
  readonly key?: string;
  readonly variables?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** Opens a stream at the API of `url`, and reads it. The answer may be a refusal, whose body is not read. */
export async function readStream(
  url: string,
  { key, variables = {}, headers = {}, query = EVENTS }: Asked,
): Promise<ReadStream> {
  const leave = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(key && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    signal: leave.signal,
  });
  const read = { numbers: [] as string[], cursor: '', errors: [] as Json[], comments: 0, isComplete: false };
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  return Object.assign(read, {
    response,
    ended: isStream ? readMessages(response, read) : Promise.resolve(),
    until: async (count: number) => {
      await until(`${count} events came`, async () => read.numbers.length >= count);
      return read.numbers;
    },
    close: () => leave.abort(),
  });
}

type Read = { -readonly [Name in 'numbers' | 'cursor' | 'errors' | 'comments' | 'isComplete']: ReadStream[Name] };

async function readMessages(response: Response, read: Read): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const messages = (rest + chunk).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) note(message, read);
    }
  } catch {
    // The connection broke, or the test has closed it.
  }
}

function note(message: string, read: Read): void {
  const fields = Object.fromEntries(message.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
  if (message === ':') read.comments++;
  if (fields.event === 'complete') read.isComplete = true;
  if (fields.event !== 'next') return;
  const { data, errors } = JSON.parse(String(fields.data));
  if (errors) read.errors.push(...errors);
  if (data) read.numbers.push(data.events.number);
  if (fields.id) read.cursor = fields.id;
}

/** More than the kernel of this machine holds for a connection: so many events, each with this payload. */
export const TOO_MUCH = { count: 900, payload: { text: 'x'.repeat(20_000) } };

/** A client that asks for all events with their payloads, and reads nothing until `read` is called. */
export async function openUnread(url: string, key: string) {
  const { socket, closed } = await openRaw(Number(new URL(url).port), { reads: false });
  const body = JSON.stringify({ query: 'subscription { events(after: "") { number payload } }' });
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${key}`, connection: 'close' };
  socket.write(rawPost('/graphql', body, headers));
  return {
    port: socket.localPort,
    /** Reads to the end of the connection. Answers the events that came whole. */
    async read(): Promise<{ readonly numbers: string[]; readonly cursor: string }> {
      let text = '';
      socket.on('data', (chunk) => (text += chunk)).resume();
      await closed();
      const found = [...text.matchAll(/id: (.+)\nevent: next\ndata: \{"data":\{"events":\{"number":"(\d+)".*\n\n/g)];
      return { numbers: found.map(([, , number]) => String(number)), cursor: String(found.at(-1)?.[1]) };
    },
  };
}
