import type { IncomingHttpHeaders } from 'node:http';
import { textOf } from '../infra/http-client/http-answer.js';
import { bufferUpTo } from './buffer-up-to.js';
import type { SendEnd } from './request-sending.service.js';

/** An answer that was read to its end, or why it was not. */
export type WholeAnswer =
  | { readonly kind: 'none' }
  | {
      /** Its connection broke off, it has more bytes than are allowed, or it is about another business. */
      readonly kind: 'broken' | 'too-large' | 'other-business';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
    }
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Undefined: it is not compressed as its header says. */
      readonly text: string | undefined;
    };

/** Reads the answer of a request as text. */
export async function readWhole(
  { answer, held }: Extract<SendEnd, { kind: 'ended' }>,
  maxBytes: number,
): Promise<WholeAnswer> {
  if (answer === undefined) return { kind: 'none' };
  const { status, headers } = answer;
  const body = await bufferUpTo(answer.body, maxBytes).catch(() => undefined);
  if (body === undefined) return { kind: 'broken', status, headers };
  if (!Buffer.isBuffer(body)) {
    body.destroy();
    return { kind: 'too-large', status, headers };
  }
  const business = held.provider.requests.businessOf(headers);
  if (business !== undefined && business !== held.access.businessId) return { kind: 'other-business', status, headers };
  return { kind: 'whole', status, headers, text: decoded({ headers, body }, maxBytes) };
}

function decoded(answer: Parameters<typeof textOf>[0], maxBytes: number): string | undefined {
  try {
    return textOf(answer, maxBytes);
  } catch {
    return undefined;
  }
}
