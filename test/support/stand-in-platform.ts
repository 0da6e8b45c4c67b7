import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the platform got it. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** Its first bytes. */
  readonly body: string;
  readonly bytes: number;
}

export type Answerer = (response: ServerResponse, arrival: Arrival) => void;

export interface StandInPlatform {
  readonly url: string;
  /** The requests to its API, in the order of their arrival. */
  readonly arrivals: Arrival[];
  /** The answers to the next requests, in order; the last one stays. */
  answerWith(...answers: Answerer[]): void;
  /** Where requests go that are not for the API: a sandbox, which renews tokens. */
  forwardTo(origin: string): void;
  stop(): Promise<void>;
}

/** An answer with JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answerer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-business': 'b', x_request_id: 'p-1', ...headers })
      .end(JSON.stringify(body));

/** The connection is closed without an answer. */
export const reset: Answerer = (response) => void response.socket?.destroy();

/** A platform whose answers a test chooses. */
export async function startStandInPlatform(): Promise<StandInPlatform> {
  const arrivals: Arrival[] = [];
  let answers: Answerer[] = [json(200, {})];
  let origin = '';
  const server = createServer(async (request, response) => {
    if (!/^\/(v3\.1|uki)/.test(request.url ?? '')) return forward(request, response, origin);
    let bytes = 0;
    let body = '';
    try {
      for await (const chunk of request) {
        bytes += chunk.length;
        if (body.length < 10_000) body += String(chunk);
      }
    } catch {
      return; // the request broke off: it did not arrive
    }
    const arrival = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body, bytes };
    arrivals.push(arrival);
    const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
    answer?.(response, arrival);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    answerWith: (...next) => {
      arrivals.length = 0;
      answers = next;
    },
    forwardTo: (to) => {
      origin = to;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(request: IncomingMessage, response: ServerResponse, origin: string): void {
  const { method, headers, url = '/' } = request;
  request.pipe(
    send(new URL(url, origin), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }),
  );
}
