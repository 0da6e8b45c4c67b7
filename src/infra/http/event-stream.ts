import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTaken, isUntaken, waitsToBeTaken } from './unread-answers.js';

/** Proxies and load balancers close connections that are silent for long, often for 30 s. */
const HEARTBEAT_MS = 12_000;
const HEARTBEAT = ':\n\n';
/** How long a client that is behind has to take the rest when its stream ends. */
const LINGER_MS = 1_000;

/** The media type of server-sent events. */
export const EVENTS_TYPE = 'text/event-stream; charset=utf-8';

const streams = new WeakSet<ServerResponse>();

/** Whether a response is a stream of events. The time that it takes says nothing about how fast it was answered. */
export const isEventStream = (response: ServerResponse): boolean => streams.has(response);

/** A stream of server-sent events to one client. */
export interface EventStreamResponse {
  /** Resolves when the client has taken the text, or the connection is closed. Wait for it: nothing else bounds the memory. */
  write(text: string): Promise<void>;
  /** Nothing more comes, but what is being written. The connection is closed within a second, taken or not. */
  endSoon(): void;
  end(): void;
}

/**
 * Answers a request with server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): sends the
 * head, and a comment every 12 s. `onClose` is called when the connection is over, or the client has closed its side of it.
 */
export function startEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  onClose: (why: 'left' | 'unread') => void,
): EventStreamResponse {
  const response = reply.hijack().raw;
  const { socket } = request.raw;
  writeHead(response, reply.getHeaders());
  const heartbeat = setInterval(() => {
    if (isOpen(response) && !response.writableNeedDrain) response.write(HEARTBEAT);
  }, HEARTBEAT_MS).unref();
  // Our servers leave a connection half-closed until its answer ends, which a stream does not.
  const leave = () => onClose('left');
  let cut: NodeJS.Timeout | undefined;
  let taken = () => {};
  socket.once('end', leave);
  response.on('drain', () => taken());
  response.once('close', () => {
    taken();
    clearInterval(heartbeat);
    clearTimeout(cut);
    socket.off('end', leave);
    onClose(isUntaken(response) ? 'unread' : 'left');
  });
  if (response.closed) leave();
  return {
    write: async (text) => {
      if (!isOpen(response) || response.write(text)) return;
      waitsToBeTaken(response);
      await new Promise<void>((resolve) => {
        taken = resolve;
      });
      isTaken(response);
    },
    endSoon: () => {
      if (!response.closed) cut ??= setTimeout(() => response.destroy(), LINGER_MS).unref();
    },
    end: () => void response.end(),
  };
}

function writeHead(response: ServerResponse, given: ReturnType<FastifyReply['getHeaders']>): void {
  streams.add(response);
  // nginx and proxies like it hold answers back without the last header.
  const headers = { 'content-type': EVENTS_TYPE, 'x-accel-buffering': 'no' };
  for (const [name, value] of Object.entries({ ...given, ...headers }))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200);
  // Some browsers take a stream as open when its first bytes come.
  response.write(HEARTBEAT);
}

/** `writable` says nothing: a response of Node.js has it as true after its end, too. */
const isOpen = ({ writableEnded, destroyed }: ServerResponse): boolean => !writableEnded && !destroyed;
