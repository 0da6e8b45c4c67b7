import { resolve } from 'node:path';
import { z } from 'zod';
import { whyNotKeyRing } from '../secrets/key-ring.js';
import { whyNotDatabaseUrl } from './database-url.rules.js';
import { type Network, networkOf } from './network.js';
import { isNoProxy } from './no-proxy.rules.js';

/*
 * The types of the settings. Each parses the text of a variable. Messages say what a value must be, never what it was.
 */

/** A whole number of at most six digits. */
export function whole(least: number, most: number) {
  const what = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,6}$/, what)
    .transform(Number)
    .pipe(z.number().min(least, what).max(most, what));
}
/** Whole seconds; the value is in milliseconds. */
export const seconds = (least: number, most: number) => whole(least, most).transform((value) => value * 1000);
/** `on` or `off`; the value is a boolean. */
export const onOff = z.enum(['on', 'off'], 'must be `on` or `off`').transform((value) => value === 'on');
/** A path; the value is absolute. What a shell would have replaced or removed is refused: else folders have such names. */
export const folder = z
  .string()
  .refine(
    (path) => !/^~|^file:|[$"'`\u2018-\u201f\u00ab\u00bb]|\s#/i.test(path),
    'must be the path itself, such as /var/lib/ledgerlink: no `~` before it, no `$`, no quotation mark, no comment, no `file:`',
  )
  .transform((path) => resolve(path));

const webUrl = z
  .string()
  .refine(
    (text) => /^https?:$/.test(urlOf(text)?.protocol ?? ''),
    'must be a URL that begins with http:// or https://',
  );
const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const hasOnlyPath = (text: string): boolean => {
  const { username = '', password = '' } = urlOf(text) ?? {};
  return !/[?#]/.test(text) && username + password === '';
};
/** Plain HTTP is accepted for this machine only. */
const isSafeOrLocal = (text: string): boolean =>
  /^https:/i.test(text) || ['localhost', '127.0.0.1', '[::1]'].includes(urlOf(text)?.hostname ?? '');

/** The URL under which users reach this installation; the value is as browsers write it, without a slash at its end. */
export const publicUrl = webUrl
  .refine(hasOnlyPath, 'must have no user, query or fragment: `/oauth/callback` is put behind it')
  .refine(
    (text) => isCookiePath(trimmed(urlOf(text)?.pathname ?? '')),
    'must have a path of plain parts such as /ledgerlink, or none: no empty part, no semicolon, no encoded slash',
  )
  .transform((text) => trimmed(new URL(text).href));
const trimmed = (text: string): string => text.replace(/\/+$/, '');
/** A path that browsers, proxies and the attribute `Path` of a cookie understand alike. */
const isCookiePath = (path: string): boolean =>
  /^(\/[^/;]+)*$/.test(path) && !/%(2f|5c|3b|[01][0-9a-f]|(?![0-9a-f]{2}))/i.test(path);
/** The URL of a sandbox that runs already. */
export const sandboxUrl = webUrl
  .refine(hasOnlyPath, 'must have no user, query or fragment')
  .refine(isSafeOrLocal, 'must be https, or on this machine: localhost, 127.0.0.1 or [::1]');
/** The address of an outgoing proxy, with its user and password. curl takes it without `http://`, too. */
export const proxyUrl = z
  .string()
  .refine((text) => text.includes('://'), {
    error: 'lacks `http://` at its beginning: write it as http://proxy.example:3128',
    abort: true,
  })
  .refine((text) => {
    try {
      const { protocol, username, password, pathname, search, hash } = new URL(text);
      decodeURIComponent(username + password);
      return /^https?:$/.test(protocol) && `${pathname}${search}${hash}` === '/';
    } catch {
      return false;
    }
  }, 'must be the address of a proxy such as http://user:password@proxy.example:3128, without a path; in user and password, characters such as # / @ % are written percent-encoded');
/** Hosts that are called without the proxy, as `isExempt` reads them. */
export const noProxy = z
  .string()
  .refine(
    isNoProxy,
    'must be hosts, addresses or networks such as example.com, .internal:8443, 10.0.0.0/8, 2001:db8::1, comma-separated, or `*`: no `https://`, no path, no part of an address',
  );
/** A PostgreSQL connection URL. */
export const databaseUrl = z.string().superRefine((text, context) => {
  const why = whyNotDatabaseUrl(text);
  if (why !== undefined) context.addIssue(why);
});
/** The only values of NODE_ENV: a misspelled `production` must not start as development. */
export const nodeEnvironment = z.enum(
  ['production', 'development', 'test'],
  'must be `production`, `development` or `test`; without it, this is a development installation',
);
/** PGHOST: a host name, an address, or the folder of a Unix socket. */
export const databaseHost = z
  .string()
  .regex(/^(\/.*|[\w.:-]+)$/, 'must be one host name, one address or the folder of a socket');
/** pino's levels. */
export const logLevel = z.enum(
  ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
  'must be fatal, error, warn, info, debug or silent',
);
/** Exact origins (scheme, host, port), comma-separated; the value is a list. */
export const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )
  .refine(
    (list) => list.every((entry) => urlOf(entry)?.origin === entry && !entry.includes('*')),
    'must be exact origins such as https://app.example.com, without a path or an asterisk',
  );
/** Entries of a key ring, kept as text: `openKeyRing` reads them. */
export const keys = z.string().superRefine((text, context) => {
  const why = whyNotKeyRing(text);
  if (why !== undefined) context.addIssue(why);
});

/** `lease/gate/wait/settle` in ms, in the relations to each other that the refresh protocol needs. */
export const refreshTiming = z
  .string()
  .regex(/^\d{2,6}(\/\d{2,6}){3}$/, 'must be four numbers of ms: lease/gate/wait/settle')
  .transform((text) => {
    const [leaseMs = 0, gateMs = 0, waitMs = 0, settleMs = 0] = text.split('/').map(Number);
    return { leaseMs, gateMs, waitMs, settleMs };
  })
  .refine(
    ({ leaseMs, gateMs, settleMs }) => 2 * gateMs < leaseMs && gateMs + settleMs < 1.5 * leaseMs,
    'must have a gate below half the lease, and gate and settle together below one and a half leases',
  );
/** The times of a token refresh, in ms. `tokens/refresh.service.ts` says what each is. */
export type RefreshTiming = z.output<typeof refreshTiming>;

/** The proxies whose X-Forwarded-For is believed: so many of them, or those in these networks. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: readonly Network[] };

const MAX_HOPS = 10;
/** The shortest prefixes of private networks: 10.0.0.0/8 and fc00::/7. Shorter ones trust strangers. */
const SHORTEST_PREFIX = { ipv4: 8, ipv6: 7 } as const;

/** Networks and addresses, comma-separated. */
export const networks = z.string().transform((text, context): readonly Network[] => {
  const found = text.split(',').map((entry) => networkOf(entry.trim()));
  if (found.every((network) => network !== undefined)) return found;
  context.addIssue('must be networks or addresses such as 10.1.0.0/16,192.168.1.7, separated by commas');
  return z.NEVER;
});

/** `off`, a number of proxies, or networks separated by commas. */
export const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  if (text === 'off') return { hops: 0 };
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_HOPS) return { hops: Number(text) };
  const networks = text.split(',').map((entry) => networkOf(entry.trim(), SHORTEST_PREFIX));
  if (networks.every((network) => network !== undefined)) return { networks };
  context.addIssue(
    text === 'on'
      ? 'is no longer `on`, which believed what any client wrote: set the number of proxies in front, such as 1, or their networks'
      : `must be \`off\`, the number of proxies in front (1 to ${MAX_HOPS}), or their networks such as 10.0.0.0/8,127.0.0.1`,
  );
  return z.NEVER;
});
