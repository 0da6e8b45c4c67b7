import { getJson, type JsonAnswer } from '../../../infra/http-client/http-client.js';
import type { PlatformAccess, PlatformAnswer } from '../../provider-api.js';
import { ownHeaders } from './sage.headers.js';

export type Members = Readonly<Record<string, unknown>>;
type Failure = Exclude<PlatformAnswer<never>, { kind: 'ok' }>;
/** 403: the token is good, and the user who linked may not read this. 404: there is no such thing. */
export type ReadAnswer =
  | PlatformAnswer<unknown>
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'missing' };

/** Sage documents no `Retry-After`; this long its other clients wait. */
const THROTTLED_SECONDS = 5;

/** GETs one thing of Sage's API. Never rejects, and never repeats the request. */
export async function read(access: PlatformAccess, url: URL): Promise<ReadAnswer> {
  const answer = await getJson(url, { origins: [url.origin], headers: ownHeaders(access, url) });
  if (answer.kind === 'failed') return unavailable(null);
  if (answer.status === 200) return readBody(answer, access.businessId);
  switch (answer.status) {
    case 401:
      return readUnauthorized(answer.json);
    case 403:
      return { kind: 'forbidden' };
    case 404:
      return { kind: 'missing' };
    case 429:
      return unavailable(answer.retryAfterSeconds ?? THROTTLED_SECONDS);
    default:
      return errorCodes(answer.json).includes('HeaderNotFound')
        ? { kind: 'owner-required' }
        : unavailable(answer.retryAfterSeconds);
  }
}

function readBody(
  { json, header }: Extract<JsonAnswer, { kind: 'answered' }>,
  asked: string | null,
): PlatformAnswer<unknown> {
  // Sage names the business that it answers for. Another one than was asked for is nobody's answer.
  const echoed = header('x-business');
  const another = echoed !== undefined && asked !== null && echoed !== asked;
  return json === undefined || another ? unavailable(null) : { kind: 'ok', value: json };
}

/** Two meanings of one status: told apart by the message alone, which is English only. */
function readUnauthorized(json: unknown): Failure {
  if (errorCodes(json).includes('HeaderNotFound')) return { kind: 'owner-required' };
  const inactive = errorsOf(json).some(({ $message }) =>
    /no active subscription|\(MSE\)/i.test(String($message ?? '')),
  );
  return { kind: inactive ? 'subscription-inactive' : 'unauthorized' };
}

export const unavailable = (retryAfterSeconds: number | null): Failure => ({
  kind: 'unavailable',
  retryAfterSeconds,
});

/** What a read means to somebody who cannot do without it. */
export function failureOf(answer: Exclude<ReadAnswer, { kind: 'ok' }>): Failure {
  if (answer.kind === 'forbidden') return { kind: 'unauthorized' };
  return answer.kind === 'missing' ? unavailable(null) : answer;
}

export const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

export const objectsIn = (values: readonly unknown[]): Members[] =>
  values.map(membersOf).filter((one) => one !== undefined);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Errors come as a JSON array. */
const errorsOf = (json: unknown): Members[] => objectsIn(Array.isArray(json) ? json : [json]);
const errorCodes = (json: unknown): unknown[] => errorsOf(json).map(({ $dataCode }) => $dataCode);
