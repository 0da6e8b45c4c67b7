import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { Json } from './app.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: Json;
  readonly at: number;
}

type Respond = (received: Received, response: ServerResponse) => void;

/** A program that receives webhooks, each endpoint by a path of its own. */
export async function startReceiver() {
  const received: Received[] = [];
  let respond: Respond = (_received, response) => void response.writeHead(204).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { path: request.url ?? '', headers: request.headers, body, event: JSON.parse(body), at: Date.now() };
      received.push(one);
      respond(one, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    /** Those of a path. */
    at: (path: string) => received.filter((one) => one.path === path),
    /** How requests are answered from now on; with 204 by default. */
    answerWith: (next: Respond = (_received, response) => void response.writeHead(204).end()) => {
      respond = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Verifies a request as a receiver does, with two libraries that are not ours. @throws where it is not genuine. */
export function verify({ body, headers }: Pick<Received, 'body' | 'headers'>, secret: string): void {
  new Webhook(secret).verify(body, headers as Record<string, string>);
  new SvixWebhook(secret).verify(body, headers as Record<string, string>);
}

export function isSignedBy(received: Received, secret: string): boolean {
  try {
    verify(received, secret);
    return true;
  } catch {
    return false;
  }
}
