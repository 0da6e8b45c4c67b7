import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { API_ERRORS } from '../api/api-error.js';
import type { Fault } from './fault.js';

type Payload = string | Buffer | Readable | null;

const TEN_MEGABYTES = 10 * 1024 * 1024;
const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

/** The answer that replaces the real one for a fault. `hang` and `reset` do not change the answer. */
export function faultyAnswer(reply: FastifyReply, fault: Fault, realAnswer: string): Payload {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      return replace(reply, fault.status, 'application/json', errorBody(reply));
    case 'html':
      return replace(reply, fault.status, 'text/html; charset=utf-8', HTML);
    case 'empty':
      return replace(reply, fault.status, 'application/json', '');
    case 'big-body':
      return replace(reply, fault.status, 'application/json', JSON.stringify({ filler: 'x'.repeat(TEN_MEGABYTES) }));
    case 'body':
      return replace(reply, fault.status, fault.contentType, fault.body);
    case 'odd-tokens':
      return alterTokens(reply, realAnswer, fault);
    case 'redirect':
      reply.header('location', fault.location);
      return replace(reply, fault.status, 'text/plain', '');
    case 'big-header':
      reply.header('x-filler', 'x'.repeat(fault.bytes));
      return realAnswer;
    case 'slow-body':
      reply.removeHeader('content-length');
      return Readable.from(writeSlowly(realAnswer, fault.ms), { objectMode: false });
    case 'hang':
    case 'reset':
      return realAnswer;
    default: {
      const unknown: never = fault;
      throw new Error(`unknown kind of fault: ${JSON.stringify(unknown)}`);
    }
  }
}

/** A server error in the format of the endpoint. */
function errorBody({ request }: FastifyReply): string {
  const isApi = request.routeOptions.config.endpoint === 'api';
  return JSON.stringify(isApi ? API_ERRORS.unexpected().body : { error: 'server_error' });
}

function replace(reply: FastifyReply, status: number, type: string, body: string): string {
  reply.code(status).removeHeader('content-length').header('content-type', type);
  return body;
}

function alterTokens(reply: FastifyReply, realAnswer: string, { omit, set }: Fault & { kind: 'odd-tokens' }): string {
  reply.removeHeader('content-length');
  const body: unknown = JSON.parse(realAnswer);
  if (typeof body !== 'object' || body === null || reply.statusCode >= 300) return realAnswer;
  const remaining = Object.entries(body).filter(([name]) => !omit.includes(name));
  return JSON.stringify({ ...Object.fromEntries(remaining), ...set });
}

async function* writeSlowly(text: string, ms: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const pieces = 10;
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let offset = 0; offset < bytes.length; offset += size) {
    await sleep(ms / pieces);
    yield bytes.subarray(offset, offset + size);
  }
}
