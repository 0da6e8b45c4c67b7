import type { IncomingHttpHeaders } from 'node:http';
import { bytesOf, utf8Text } from '../infra/http-client/http-answer.js';
import { releaseBuffer } from '../infra/process/young-garbage.js';
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
      /** Of its text. */
      readonly bytes: number;
      /** To be called once. Undefined: it is not compressed as its header says. */
      readonly text: () => string | undefined;
    };

/** Reads the answer of a request. Its text is made when it is asked for. */
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
  const plain = decompressed({ headers, body }, maxBytes);
  const text = () => {
    const read = plain && utf8Text(plain);
    if (plain !== undefined) releaseBuffer(plain);
    return read;
  };
  return { kind: 'whole', status, headers, bytes: plain?.length ?? 0, text };
}

function decompressed(answer: Parameters<typeof bytesOf>[0], maxBytes: number): Buffer | undefined {
  try {
    return bytesOf(answer, maxBytes);
  } catch {
    return undefined;
  }
}
