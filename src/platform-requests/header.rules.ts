/** A caller's headers that go to the platform. Token, business and everything else are ours. */
const TO_PLATFORM = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'if-modified-since',
  'if-none-match',
] as const;

/** The platform's headers that go to the caller, and the names that they have there. */
const TO_CALLER = {
  'content-disposition': 'content-disposition',
  'content-encoding': 'content-encoding',
  'content-type': 'content-type',
  etag: 'etag',
  'last-modified': 'last-modified',
  'retry-after': 'retry-after',
} as const;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A header's value: visible ASCII, spaces and tabs (RFC 9110 §5.5, without obs-text). */
const VALUE = /^[\t\x20-\x7e]*$/;

/** One value of a header; undefined where it is absent, was sent more than once, or cannot be sent on. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && VALUE.test(value) ? value : undefined;
}

const pick = (headers: Headers, names: Iterable<readonly [from: string, to: string]>): Record<string, string> => {
  const picked: Record<string, string> = {};
  for (const [from, to] of names) {
    const value = headerOf(headers, from);
    if (value !== undefined) picked[to] = value;
  }
  return picked;
};

/** The headers of a caller that the platform gets. Names are in lower case. */
export const headersToPlatform = (headers: Headers): Record<string, string> =>
  pick(
    headers,
    TO_PLATFORM.map((name) => [name, name] as const),
  );

/** The headers of the platform that a caller gets, without `Location` and the request id. Names are in lower case. */
export const headersToCaller = (headers: Headers): Record<string, string> => pick(headers, Object.entries(TO_CALLER));

/** The default of `x-max-wait`, in seconds, and the longest that it may name. */
const WAIT = { byDefault: 5, most: 20 };

/** How long a caller lets its request wait for a free turn, in ms: the header `x-max-wait`, in seconds. */
export function maxWaitMs(header: string | undefined): number {
  const seconds = header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : WAIT.byDefault;
  return Math.min(seconds, WAIT.most) * 1000;
}
