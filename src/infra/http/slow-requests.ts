import type { IncomingMessage } from 'node:http';

/** How long the largest body may take to arrive, in ms: at 25 MB, 83 kB/s. */
export const SLOW_ARRIVAL_MS = 300_000;

const slow = new WeakSet<IncomingMessage>();

/** Says that a request has a large body, which may take `SLOW_ARRIVAL_MS` to arrive. */
export const mayArriveSlowly = (request: IncomingMessage): void => void slow.add(request);

/** Whether a request that began at `since`, of `performance.now()`, has not arrived in the time that requests have. */
export const isLate = (request: IncomingMessage, since: number, now: number, usualMs: number): boolean =>
  !request.complete && !slow.has(request) && now - since > usualMs;
