import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { API_ERRORS } from '../api/api-error.js';
import type { Fault } from './fault.js';

type Payload = string | Buffer | Readable | null;

const TEN_MEGABYTES = 10 * 1024 * 1024;
const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

/** The answer that a fault puts in the place of the true one. `hang` and `reset` have none. */
export function faultyAnswer(reply: FastifyReply, fault: Fault, truth: string): Payload {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      return replace(reply, fault.status, 'application/json', errorBody(reply));
    case 'html':
      return replace(reply, fault.status, 'text/html; charset=utf-8', HTML);
    case 'empty':
      return replace(reply, fault.status, 'application/json', '');
    case 'big-body':
      return replace(
        reply,
        fault.status,
        'application/json',
        JSON.stringify({ filler: 'x'.repeat(TEN_MEGABYTES) }),
      );
    case 'body':
      return replace(reply, fault.status, fault.contentType, fault.body);
    case 'odd-tokens':
      return odd(reply, truth, fault);
    case 'slow-body':
      reply.removeHeader('content-length');
      return Readable.from(spread(truth, fault.ms), { objectMode: false });
    case 'hang':
    case 'reset':
      return truth;
    default: {
      const unknown: never = fault;
      throw new Error(`a fault of an unknown kind: ${JSON.stringify(unknown)}`);
    }
  }
}

/** Each endpoint's own form of an error. */
function errorBody({ request }: FastifyReply): string {
  const isApi = request.routeOptions.config.endpoint === 'api';
  return JSON.stringify(isApi ? API_ERRORS.unexpected().body : { error: 'server_error' });
}

function replace(reply: FastifyReply, status: number, type: string, body: string): string {
  reply.code(status).removeHeader('content-length').header('content-type', type);
  return body;
}

function odd(reply: FastifyReply, truth: string, { omit, set }: Fault & { kind: 'odd-tokens' }): string {
  reply.removeHeader('content-length');
  const body: unknown = JSON.parse(truth);
  if (typeof body !== 'object' || body === null || reply.statusCode >= 300) return truth;
  const kept = Object.entries(body).filter(([name]) => !omit.includes(name));
  return JSON.stringify({ ...Object.fromEntries(kept), ...set });
}

async function* spread(text: string, ms: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const pieces = 10;
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) {
    await wait(ms / pieces);
    yield bytes.subarray(at, at + size);
  }
}
