const LIKE = 'postgres://user:password@host:5432/database';
/** What the driver reads. It drops any other parameter: with `ssl_mode=verify-full` it would connect without TLS. */
const PARAMETERS =
  /^(user|password|host|port|application_name|fallback_application_name|client_encoding|options|ssl|ssl(mode|cert|key|rootcert|negotiation)|uselibpqcompat|(statement|lock|idle_in_transaction_session)_timeout)$/;

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
  if (hasSeveralHosts(authority, query))
    return 'names several hosts, and one is supported: name the primary, or an address that always leads to it';
  if (!URL.canParse(text))
    return `has a host or a port that cannot be read: it must look like ${LIKE}, with @ : / ? # % in user and password percent-encoded`;
  if (path.length < 2) return `names no database: put its name behind the host, as in ${LIKE}`;
  return whyNotQuery(query);
}

function whyNotQuery(query: string): string | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    // With an `@` in it, the query may be a part of the password.
    const parameter = query.includes('@') ? 'a parameter' : `the parameter \`${name}\``;
    if (!PARAMETERS.test(name)) return `has ${parameter}, which is not supported: correct its name, or take it out`;
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

/** In the place of the host, or in the parameter `host`, which replaces it. A comma in the user or password is not one. */
const hasSeveralHosts = (authority: string, query: string): boolean =>
  /,[^@]*$/.test(authority) || (new URLSearchParams(query).get('host') ?? '').includes(',');
