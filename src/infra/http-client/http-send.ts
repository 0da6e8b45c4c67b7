import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { RawAnswer } from './http-answer.js';
import { openConnection, whyNotCalled } from './http-connection.js';
import { HttpRequestRunner, printableCode, type SendRequest } from './http-request-runner.js';

/**
 * One request on a connection of its own: no redirects, no second try, no compression asked for, no AbortSignal.
 * Never rejects. An answer that breaks off is given as far as it came.
 */
export async function sendOnce(url: URL, wanted: SendRequest): Promise<RawAnswer> {
  const refused = whyNotCalled(url, wanted.origins);
  if (refused !== undefined) return { kind: 'not-sent', why: refused };
  let socket: Socket;
  try {
    socket = await openConnection(url, wanted.connectMs);
  } catch (error) {
    return { kind: 'not-sent', why: printableCode(error) };
  }
  return new Promise((resolve) => {
    const exchange = new HttpRequestRunner(wanted, (answer) => {
      resolve(answer);
      socket.destroy();
    });
    try {
      const { method, headers } = wanted;
      // With a connection given and no agent, Node.js sends `Connection: close` and keeps nothing.
      const options = { method, headers, createConnection: () => socket, setHost: false };
      const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
      exchange.start(request(url, { ...options, headers: { ...headers, host: url.host } }));
    } catch (error) {
      // A header that cannot be written, for one.
      exchange.settle({ kind: 'not-sent', why: printableCode(error) });
    }
  });
}
