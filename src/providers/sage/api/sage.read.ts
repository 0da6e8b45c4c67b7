import type { IncomingHttpHeaders } from 'node:http';
import { getJson, type JsonAnswer } from '../../../infra/http-client/http-client.js';
import type { PlatformAccess, PlatformAnswer } from '../../provider-api.js';
import { ownHeaders } from './sage.headers.js';

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;
type Failure = Exclude<PlatformAnswer<never>, { kind: 'ok' }>;
/**
 * A `PlatformAnswer`, with two answers more. `forbidden` (403): the token is accepted, but the user who linked may not read
 * this. `missing` (404): it does not exist.
 */
export type ReadAnswer = PlatformAnswer<unknown> | { readonly kind: 'forbidden' } | { readonly kind: 'missing' };

/** Sage documents no `Retry-After`. Sage's own sample clients wait this long. */
const THROTTLED_SECONDS = 5;

/** Sends one GET to Sage's API and never repeats it. Never rejects. */
export async function read(access: PlatformAccess, url: URL): Promise<ReadAnswer> {
  const answer = await getJson(url, { origins: [url.origin], headers: ownHeaders(access, url) });
  if (answer.kind === 'failed') return unavailable(answer.why);
  if (answer.status === 200) return readBody(answer, access.businessId);
  switch (answer.status) {
    case 401:
      return read401(answer);
    case 403:
      // The gateway's 403 is a spent quota: it says nothing of the user.
      return isGateway(answer.json) ? unavailable('status 403 of the gateway') : { kind: 'forbidden' };
    case 404:
      return { kind: 'missing' };
    case 429:
      return unavailable('status 429', answer.retryAfterSeconds ?? THROTTLED_SECONDS);
    default:
      return errorCodes(answer.json).includes('HeaderNotFound')
        ? { kind: 'owner-required' }
        : unavailable(`status ${answer.status}`, answer.retryAfterSeconds);
  }
}

function readBody(
  { json, header }: Extract<JsonAnswer, { kind: 'answered' }>,
  asked: string | null,
): PlatformAnswer<unknown> {
  // Sage names the business that it answers for. An answer for another business than was asked for is not used.
  const echoed = header('x-business');
  const another = echoed !== undefined && asked !== null && echoed !== asked;
  if (another) return unavailable('an answer for another business');
  return json === undefined ? unavailable('status 200, no JSON') : { kind: 'ok', value: json };
}

/** The gateway before v3.0, Azure API Management, answers in a form of its own. Sage's errors have members with a `$`. */
export const isGateway = (json: unknown): boolean => {
  const { statusCode, message } = membersOf(json) ?? {};
  return typeof statusCode === 'number' && typeof message === 'string';
};

/**
 * Whether the gateway refuses the application's subscription key, by its message or by its challenge, whose scheme is
 * `AzureApiManagementKey` (https://learn.microsoft.com/azure/api-management/api-management-subscriptions).
 */
function isGatewayRefusal({
  json,
  header,
}: Pick<Extract<JsonAnswer, { kind: 'answered' }>, 'json' | 'header'>): boolean {
  if (/^AzureApiManagementKey\b/i.test(header('www-authenticate') ?? '')) return true;
  return isGateway(json) && /subscription key/i.test(String(membersOf(json)?.message));
}

/** 401 also means a missing subscription. Only the message tells the two apart, and it is always in English. */
function readUnauthorized(json: unknown): Failure {
  if (errorCodes(json).includes('HeaderNotFound')) return { kind: 'owner-required' };
  const inactive = errorsOf(json).some(({ $message }) =>
    /no active subscription|\(MSE\)/i.test(String($message ?? '')),
  );
  return { kind: inactive ? 'subscription-inactive' : 'unauthorized' };
}

type Answer401 = Parameters<typeof isGatewayRefusal>[0];
/** What an answer with status 401 refuses: the application, the access token, or the business. */
export const read401 = (answer: Answer401): Failure =>
  isGatewayRefusal(answer) ? { kind: 'application-refused' } : readUnauthorized(answer.json);

/** `read401`, for headers as Node.js gives them. */
export const read401Of = (json: unknown, headers: IncomingHttpHeaders): Failure =>
  read401({ json, header: (name) => headers[name]?.toString() });

/** The answer `unavailable`, with words of ours that say why. */
export const unavailable = (why: string, retryAfterSeconds: number | null = null): Failure => ({
  kind: 'unavailable',
  retryAfterSeconds,
  why,
});

/** What a failed read means where its answer was needed: a forbidden read is as good as a refused token. */
export function failureOf(answer: Exclude<ReadAnswer, { kind: 'ok' }>): Failure {
  if (answer.kind === 'forbidden') return { kind: 'unauthorized' };
  return answer.kind === 'missing' ? unavailable('status 404') : answer;
}

/** The members of a JSON object; undefined for any other value. */
export const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

/** Those of these values that are JSON objects. */
export const objectsIn = (values: readonly unknown[]): Members[] =>
  values.map(membersOf).filter((one) => one !== undefined);

/** A non-empty string; undefined for any other value. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Sage sends errors as a JSON array. */
const errorsOf = (json: unknown): Members[] => objectsIn(Array.isArray(json) ? json : [json]);
const errorCodes = (json: unknown): unknown[] => errorsOf(json).map(({ $dataCode }) => $dataCode);
