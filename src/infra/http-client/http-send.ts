import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { RawAnswer } from './http-answer.js';
import { openConnection, whyNotCalled } from './http-connection.js';
import { HttpRequestRunner, printableCode, type SendRequest } from './http-request-runner.js';

/**
 * Sends one request on a connection of its own, without redirects, a second try or an AbortSignal, and answers what came
 * back, also where the answer breaks off. Never rejects.
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
    const runner = new HttpRequestRunner(wanted, (answer) => {
      resolve(answer);
      socket.destroy();
    });
    try {
      const { method, headers } = wanted;
      // With a connection given and no agent, Node.js sends `Connection: close` and keeps nothing.
      const options = { method, headers, createConnection: () => socket, setHost: false };
      const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
      runner.startRequest(request(url, { ...options, headers: { ...headers, host: url.host } }));
    } catch (error) {
      // For example a header that cannot be written.
      runner.settle({ kind: 'not-sent', why: printableCode(error) });
    }
  });
}
