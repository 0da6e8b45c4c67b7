import { Agent, request as send } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
/** More of an answer is counted and not kept. */
const KEPT_BYTES = 10_000;

/** Sends one request and reads its answer. */
export function call(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent }, (answer) => {
      let text = '';
      let bytes = 0;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes < KEPT_BYTES) text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text, bytes }));
      answer.on('error', reject);
    });
    request.on('error', reject).end(body);
  });
}

export const any = (list) => list[Math.floor(Math.random() * list.length)];
export const originOf = (fleet, place) => new URL(fleet.urlOf(place)).origin;
