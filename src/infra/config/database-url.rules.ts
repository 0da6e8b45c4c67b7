import { isTarget, readServers } from '../database/servers.rules.js';

const LIKE = 'postgres://user:password@host:5432/database';
/** What the driver reads, and `target_session_attrs`, which `ServerChoice` reads. The driver drops any other parameter: with `ssl_mode=verify-full` it would connect without TLS. */
const PARAMETERS =
  /^(user|password|host|port|application_name|fallback_application_name|client_encoding|options|ssl|ssl(mode|cert|key|rootcert|negotiation)|target_session_attrs|uselibpqcompat|(statement|lock|idle_in_transaction_session)_timeout)$/;

/**
 * Why a PostgreSQL connection URL cannot be used, for a person who knows its value; undefined where it can. Never
 * contains the value. A URL ends its host at the first `/`, `?` or `#`: such a character in a password would make the
 * user the host, and the start would wait for a server of that name.
 */
export function whyNotDatabaseUrl(text: string): string | undefined {
  const [, authority = '', path = '', query = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)([^?#]*)(.*)$/is.exec(text) ?? [];
  if (!/^postgres(ql)?:\/\//i.test(text)) return 'must be a URL that begins with postgres:// or postgresql://';
  if (/[\t\r\n]/.test(text)) return 'has a tab or a line break in it: write it on one line';
  if (text.includes('#')) return 'has a `#`, which ends a URL: write # in the password as %23';
  if (path.includes('@')) return 'has a `/` in its user or password: write it there as %2F';
  if (query.includes('@') && (!authority.includes('@') || path === ''))
    return 'has a `?` in its user or password: write it there as %3F';
  if (!decodes(text)) return 'has a `%` that encodes nothing: write % in the password as %25';
  if (/,[^@]*$/.test(authority) && /[?&](host|port)=/.test(query))
    return 'names several hosts, and `host` or `port` again behind the `?`: write all of them in one place';
  const whyNotValue = whyNotQuery(query);
  if (whyNotValue === undefined && toDatabaseUrl(text) === undefined)
    return `has a host or a port that cannot be read: it must look like ${LIKE}, with several hosts as in host1:5432,host2:5432, and @ : / ? # % in user and password percent-encoded`;
  if (path.length < 2) return `names no database: put its name behind the host, as in ${LIKE}`;
  return whyNotValue;
}

/**
 * The URL as the driver and `readServers` read it. Several hosts, which no `URL` can have in the place of its host, are
 * moved to the parameters `host` and `port`, where libpq reads them, too. Undefined: a host or a port cannot be read.
 */
export function toDatabaseUrl(text: string): URL | undefined {
  const [, start = '', place = '', rest = ''] = /^([^/]*\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s.exec(text) ?? [];
  const places = place.split(',');
  const urls = places.map((each) => `${start}${each}${rest}`);
  if (!urls.every((each) => URL.canParse(each))) return undefined;
  const [url = new URL(text), ...others] = urls.map((each) => new URL(each));
  if (others.length > 0) {
    const all = [url, ...others].map(({ hostname, port }) => ({
      host: decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1'),
      port: port || '5432',
    }));
    // The driver reads a folder here as a part of the database's name.
    url.hostname = 'several';
    url.searchParams.set('host', all.map(({ host }) => host).join(','));
    url.searchParams.set('port', all.map(({ port }) => port).join(','));
  }
  return readServers(url) && url;
}

function whyNotQuery(query: string): string | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    // With an `@` in it, the query may be a part of the password.
    const parameter = query.includes('@') ? 'a parameter' : `the parameter \`${name}\``;
    if (!PARAMETERS.test(name)) return `has ${parameter}, which is not supported: correct its name, or take it out`;
    if (name === 'target_session_attrs' && !isTarget(value))
      return 'has a target_session_attrs that is not supported: Ledgerlink writes, so take read-write, primary or any';
    if (value === '') return `has ${parameter} without a value: give it one, or take it out`;
  }
  return undefined;
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
