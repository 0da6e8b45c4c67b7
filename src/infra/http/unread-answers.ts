import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How much of what is answered may wait to be read, and for how long. */
export interface UnreadLimits {
  /** Bytes of answers that are made and not yet taken by their clients, of all connections together. */
  readonly unreadBytes: number;
  /** How long an answer may wait for its client, in ms, beside the time that `bytesPerMs` gives it. */
  readonly unreadMs: number;
  /** The slowest pace at which an answer may be taken. */
  readonly bytesPerMs: number;
}

/**
 * The usual limits: 24 MB together, and each answer taken within 10 s and at 20 kB/s or more. With what is sent between two
 * looks, and with what the connections themselves need, 200 of them that do not read cost at most 50 MB.
 */
export const UNREAD_LIMITS: UnreadLimits = { unreadBytes: 24_000_000, unreadMs: 10_000, bytesPerMs: 20 };

/** An answer that is under way. */
export interface Answer {
  readonly response: ServerResponse;
  /** Of `performance.now()`, when it was first seen to be made and not taken. */
  unreadSince?: number;
}

/** Answers made of bytes that are in memory anyway. */
const shared = new WeakSet<ServerResponse>();

/** Says that an answer's bytes are shared by all requests, as those of a file are: unread, it costs no memory. */
export const sendsSharedBytes = (response: ServerResponse): void => void shared.add(response);

/** Streams that wait to be taken by their clients, each since a time of `performance.now()`. */
const untaken = new WeakMap<ServerResponse, number>();

/** Says that what was written to a stream waits for its client, which then has as much time as for an answer. */
export const waitsToBeTaken = (response: ServerResponse): void => void untaken.set(response, performance.now());
/** Says that the client has taken all of it. */
export const isTaken = (response: ServerResponse): void => void untaken.delete(response);
/** Whether a stream waits for its client. */
export const isUntaken = (response: ServerResponse): boolean => untaken.has(response);

/**
 * The connections to close because their clients do not read: those whose answers have waited too long, and, where all
 * unread answers together are too much, those that have waited the longest.
 */
export function whoDoesNotRead(
  connections: readonly { readonly socket: Socket; readonly answers: Iterable<Answer> }[],
  { unreadBytes, unreadMs, bytesPerMs }: UnreadLimits,
  now: number,
): Socket[] {
  const unread = connections.flatMap(({ socket, answers }) => unreadOf(socket, answers, now));
  let memory = unread.reduce((sum, one) => sum + one.memory, 0);
  const found: Socket[] = [];
  for (const one of unread.sort((a, b) => b.ms - a.ms)) {
    const tooSlow = one.ms > unreadMs + one.bytes / bytesPerMs;
    // An answer that was just made is left alone: its client may well be reading.
    const tooMuch = memory > unreadBytes && one.memory > 0 && one.ms > 0;
    if (!tooSlow && !tooMuch) continue;
    memory -= one.memory;
    found.push(one.socket);
  }
  return found;
}

/** What a connection has not read, for how long, and how much of it is memory. */
function unreadOf(socket: Socket, answers: Iterable<Answer>, now: number) {
  const unread = { socket, bytes: 0, memory: 0, ms: 0 };
  for (const answer of answers) {
    const { response } = answer;
    if (response.writableEnded) answer.unreadSince ??= now;
    const since = answer.unreadSince ?? untaken.get(response);
    if (since === undefined) continue;
    unread.ms = Math.max(unread.ms, now - since);
    unread.bytes += response.writableLength;
    unread.memory += shared.has(response) ? 0 : response.writableLength;
  }
  return unread.bytes === 0 ? [] : [unread];
}
